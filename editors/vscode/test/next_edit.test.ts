import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { NextEdit } from '../src/lsp_ext.ts';
import { changedWords, compare } from '../src/nextEdit/diff.ts';
import { candidate, lineChange, rebased, replacement, type Candidate, type LineChange } from '../src/nextEdit/edit.ts';
import { acceptHint, diffBlock, jumpHint, summary } from '../src/nextEdit/hint.ts';
import { picture } from '../src/nextEdit/picture.ts';
import { Series } from '../src/nextEdit/series.ts';

const DOCUMENT = ['fn a(x: u8) {', '\tuse_it(x);', '}', 'last'];

function lineAt(line: number): string | undefined {
  return DOCUMENT[line];
}

function range(...[startLine, start, endLine, end]: [number, number, number, number]): NextEdit['range'] {
  return { start: { line: startLine, character: start }, end: { line: endLine, character: end } };
}

/** The document after `change`, written as the editor would write it. */
function written(change: LineChange): string {
  const old = DOCUMENT.slice(change.first, change.end);
  const { start, end, text, cursor } = replacement(change, old, DOCUMENT.length, lineAt);
  const all = DOCUMENT.join('\n');
  const offset = (at: { line: number; character: number }) =>
    DOCUMENT.slice(0, at.line).join('\n').length + (at.line > 0 ? 1 : 0) + at.character;
  const result = all.slice(0, offset(start)) + text + all.slice(offset(end));
  const line = result.split('\n')[cursor.line];
  assert.ok(line !== undefined && cursor.character <= line.length, 'the cursor is in the document');
  return result;
}

function edited(where: NextEdit['range'], text: string): string {
  const found = lineChange({ range: where, text }, lineAt);
  assert.ok(found);
  return written(found);
}

function position(line: number, character: number): { line: number; character: number } {
  return { line, character };
}

function item(fields: Partial<Candidate> & { id: string }): Candidate {
  const change = { first: 1, end: 2, lines: ['new'], old: ['old'] };
  const rest = { kind: 'rename', source: 'graph', confidence: 0.9, reason: 'Why.', series: undefined };
  return { ...change, ...rest, uri: 'file:///a', ...fields };
}

test('a range covers whole lines whichever way it ends', () => {
  const lines = { first: 1, end: 2, lines: ['\tuse_it(y);'] };
  assert.deepEqual(lineChange({ range: range(1, 0, 2, 0), text: '\tuse_it(y);\n' }, lineAt), lines);
  assert.deepEqual(lineChange({ range: range(1, 0, 1, 11), text: '\tuse_it(y);' }, lineAt), lines);
  assert.deepEqual(lineChange({ range: range(1, 8, 1, 9), text: 'y' }, lineAt), lines);
  assert.deepEqual(
    lineChange({ range: range(1, 0, 2, 0), text: '\tuse_it(y);\r\n' }, () => undefined),
    lines,
  );
  assert.equal(
    lineChange({ range: range(1, 8, 1, 9), text: 'y' }, () => undefined),
    undefined,
  );
});

test('lines come and go at the beginning, in the middle and at the end', () => {
  assert.equal(edited(range(0, 0, 0, 0), '// top\n'), ['// top', ...DOCUMENT].join('\n'));
  assert.equal(edited(range(3, 0, 3, 0), 'x\ny\n'), [...DOCUMENT.slice(0, 3), 'x', 'y', 'last'].join('\n'));
  assert.equal(edited(range(3, 4, 3, 4), '\nmore'), [...DOCUMENT, 'more'].join('\n'));
  assert.equal(edited(range(1, 0, 2, 0), ''), [DOCUMENT[0], '}', 'last'].join('\n'));
  assert.equal(edited(range(2, 1, 3, 4), ''), DOCUMENT.slice(0, 3).join('\n'));
  assert.equal(edited(range(3, 0, 3, 4), ''), [...DOCUMENT.slice(0, 3), ''].join('\n'));
  assert.equal(edited(range(1, 0, 3, 0), '\tuse_it(z);\n}\n'), DOCUMENT.join('\n').replace('(x);', '(z);'));
});

test('only what differs is written', () => {
  const change = { first: 1, end: 2, lines: ['\tuse_it(y);'] };
  const { start, end, text, cursor } = replacement(change, ['\tuse_it(x);'], DOCUMENT.length, lineAt);
  assert.deepEqual([start.character, end.character, text], [8, 9, 'y']);
  assert.deepEqual(cursor, { line: 1, character: 9 });
  const half = replacement({ first: 0, end: 1, lines: ['🌳'] }, ['🌲'], 1, () => '🌲');
  assert.equal(half.text, '🌳', 'a surrogate pair is one character');
});

test('a place moves with what is edited before it', () => {
  const change = { first: 5, end: 6, lines: ['x'] };
  assert.equal(rebased(change, { start: position(0, 0), end: position(0, 0), text: 'a\nb\n' }).first, 7);
  assert.equal(rebased(change, { start: position(2, 0), end: position(4, 0), text: '' }).first, 3);
  assert.equal(rebased(change, { start: position(5, 0), end: position(5, 0), text: 'new\n' }).first, 6);
  assert.equal(rebased(change, { start: position(5, 1), end: position(5, 1), text: 'a\nb' }).first, 5);
  assert.equal(rebased(change, { start: position(9, 0), end: position(9, 0), text: '\n\n' }).first, 5);
});

test('words are compared as words', () => {
  assert.deepEqual(changedWords('take(from, amount);', 'take(from, sum);'), [{ start: 11, end: 17, text: 'sum' }]);
  assert.deepEqual(changedWords('f(a)', 'f(a, b)'), [{ start: 3, end: 3, text: ', b' }]);
  assert.deepEqual(changedWords('a b c', 'x y c'), [{ start: 0, end: 3, text: 'x y' }]);
  assert.deepEqual(changedWords('same', 'same'), []);
});

test('lines that stay are found between those that come and go', () => {
  const rows = compare(['let a = 1;', 'use(a);'], ['let a = 2;', 'check();', 'use(a);']);
  assert.deepEqual(
    rows.map(({ type }) => type),
    ['changed', 'added'],
  );
  assert.deepEqual(compare(['one();', 'two(x);'], ['two(y);'])[0], { type: 'removed', old: 0 });
  const huge = Array.from({ length: 10_000 }, (_, number) => `line ${number}`);
  assert.equal(compare(huge, huge.with(5000, 'line 5000 changed')).length, 1);
  assert.equal(compare(huge, huge.toSpliced(5000, 0, 'one', 'two')).length, 1);
});

test('nothing is drawn over the code', () => {
  const surface = { lineCount: DOCUMENT.length, lineAt: (line: number) => DOCUMENT[line] ?? '', tabSize: 4 };
  const added = picture({ first: 1, end: 1, lines: ['\tlet y = x;', '\tlet z = y;'] }, [], surface).added;
  assert.deepEqual(
    added.map(({ line, column }) => [line, column]),
    [
      [0, 13],
      [1, 11],
    ],
  );
  // Behind the longest of the lines beside it, the tab counted as four columns.
  assert.deepEqual(
    added.map(({ gap }) => gap),
    [4, 3],
  );
  const one = picture({ first: 1, end: 1, lines: ['\tlet y = x;'] }, [], surface);
  assert.deepEqual(one.added, [{ line: 0, column: 13, gap: 1, text: '↵ let y = x;' }]);
  const gone = picture({ first: 1, end: 2, lines: [] }, ['\tuse_it(x);'], surface);
  assert.deepEqual([gone.removed, gone.added], [[{ line: 1, start: 1, end: 11 }], []]);
});

test('a block longer than the document is counted', () => {
  const surface = { lineCount: 3, lineAt: () => 'x', tabSize: 4 };
  const lines = Array.from({ length: 40 }, (_, at) => `line ${at}`);
  const { added } = picture({ first: 0, end: 0, lines }, [], surface);
  assert.equal(added.length, 3);
  assert.match(added[2]?.text ?? '', /… 38 more lines/);
});

test('a series counts what was taken and keeps away what was skipped', () => {
  const series = new Series();
  const [a, b, c] = [item({ id: '1' }), item({ id: '2', first: 4, lines: ['b'] }), item({ id: '3', lines: ['c'] })];
  series.replace([a, b, c], false);
  assert.deepEqual(series.number, { index: 1, total: 3 });
  series.take(['1']);
  assert.deepEqual([series.current?.id, series.number], ['2', { index: 2, total: 3 }]);
  series.skip(b);
  series.replace(
    [
      { ...b, id: '4' },
      { ...c, id: '5' },
    ],
    true,
  );
  assert.deepEqual([series.current?.id, series.number], ['5', { index: 3, total: 3 }]);
  series.replace([{ ...b, id: '6' }], false);
  assert.deepEqual([series.current?.id, series.number], ['6', undefined]);
});

test('what no longer stands there leaves the series', () => {
  const series = new Series();
  series.replace([item({ id: '1' }), item({ id: '2', first: 4, end: 5 }), item({ id: '3', uri: 'file:///b' })], false);
  const moved = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 }, text: '\n' };
  series.edited('file:///a', [moved], ({ first }) => first !== 2);
  assert.deepEqual(
    series.items.map(({ id, first }) => [id, first]),
    [
      ['2', 5],
      ['3', 1],
    ],
  );
});

test('hints say what Tab does', () => {
  const told = { candidate: item({ id: '1' }), line: 41, path: undefined, number: undefined };
  assert.equal(jumpHint(told), 'Tab to jump · line 42');
  assert.equal(
    jumpHint({ ...told, path: 'src/x.rs', number: { index: 3, total: 7 } }),
    'Tab to jump · src/x.rs:42 (3 of 7)',
  );
  assert.equal(jumpHint({ ...told, candidate: item({ id: '1', kind: 'check' }) }), 'Tab to check · line 42');
  assert.equal(acceptHint({ index: 3, total: 7 }), 'Tab 3/7');
});

test('a list shows what is written, and a fence holds any text', () => {
  assert.equal(summary(item({ id: '1', old: ['a', 'b'], lines: ['a', ' c '] })), 'c');
  assert.equal(summary(item({ id: '1', old: [' gone'], lines: [] })), 'remove gone');
  assert.equal(summary(item({ id: '1', kind: 'check', old: ['look'], lines: ['look'] })), 'look');
  assert.match(diffBlock(item({ id: '1', old: ['```'] })), /^````diff\n- ```\n\+ new\n````$/);
});

test('text that is not told is taken from the open document', () => {
  const edit: NextEdit = {
    id: '1',
    kind: 'rename',
    source: 'graph',
    confidence: 1,
    reason: '',
    text: '\tuse_it(y);\n',
    textDocument: { uri: 'file:///a', version: 1 },
    range: range(1, 0, 2, 0),
  };
  assert.deepEqual(candidate(edit, 'file:///a', lineAt)?.old, ['\tuse_it(x);']);
  assert.deepEqual(candidate({ ...edit, oldText: 'told' }, 'file:///a', () => undefined)?.old, ['told']);
  assert.equal(candidate(edit, 'file:///a', () => undefined)?.old, undefined);
});
