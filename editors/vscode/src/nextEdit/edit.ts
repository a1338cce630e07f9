/**
 * A suggestion as lines to replace, which is how everything here thinks of it, whichever way its range covers them. It knows
 * no editor, so that it can be tested alone.
 */
import type { NextEdit } from '../lsp_ext.ts';

/** The lines from `first` up to but without `end` become `lines`. */
export interface LineChange {
  first: number;
  end: number;
  lines: string[];
}

export interface Candidate extends LineChange {
  id: string;
  uri: string;
  kind: string;
  source: string;
  confidence: number;
  reason: string;
  /** What stands there; `undefined` where neither the server nor an open document tells. */
  old: string[] | undefined;
  /** Its number in what follows from one change. */
  series: { index: number; total: number } | undefined;
}

/** A place that depends on the change, with nothing to write. */
export function isCheck({ kind }: Candidate): boolean {
  return kind === 'check';
}

/** `uri` as the editor writes it; `lineAt` gives a line of the document where it is open. */
export function candidate(edit: NextEdit, uri: string, lineAt: LineAt): Candidate | undefined {
  const change = lineChange(edit, lineAt);
  if (!change) return undefined;
  const { id, kind, source, confidence, reason, series } = edit;
  const old = standing(change, lineAt) ?? told(edit, change);
  return { ...change, id, uri, kind, source, confidence, reason, series, old: change.end > change.first ? old : [] };
}

type LineAt = (line: number) => string | undefined;

/** Whole lines, the rest of a line that the range begins or ends in included; `undefined` where that rest is not known. */
export function lineChange({ range, text }: Pick<NextEdit, 'range' | 'text'>, lineAt: LineAt): LineChange | undefined {
  const { start, end } = range;
  const content = text.replaceAll('\r\n', '\n');
  const isBehindLine = start.character > 0 && start.character === (lineAt(start.line)?.length ?? start.character);
  if (isBehindLine && (content.startsWith('\n') || (content === '' && end.line > start.line))) {
    return { first: start.line + 1, end: end.line + 1, lines: content.split('\n').slice(1) };
  }
  const endsWithLine = end.character === 0 && (end.line > start.line || content.endsWith('\n'));
  if (start.character === 0 && endsWithLine) {
    return { first: start.line, end: end.line, lines: content === '' ? [] : content.replace(/\n$/, '').split('\n') };
  }
  const before = start.character === 0 ? '' : lineAt(start.line)?.slice(0, start.character);
  // Of a line that is not known nothing is behind the range: ranges end where lines do.
  const behind = lineAt(end.line)?.slice(end.character) ?? (end.character > 0 ? '' : undefined);
  if (before === undefined || behind === undefined) return undefined;
  return { first: start.line, end: end.line + 1, lines: (before + content + behind).split('\n') };
}

/** The lines that a change replaces; `undefined` where the document is not open. */
export function standing({ first, end }: LineChange, lineAt: LineAt): string[] | undefined {
  const lines: string[] = [];
  for (let line = first; line < end; line += 1) {
    const text = lineAt(line);
    if (text === undefined) return undefined;
    lines.push(text);
  }
  return lines;
}

/** The lines that the server says stand there; where the range begins behind a line, its line end is no part of them. */
function told({ oldText, range }: NextEdit, { first }: LineChange): string[] | undefined {
  const text = first > range.start.line ? oldText?.replace(/^\r?\n/, '') : oldText;
  return text?.replace(/\r?\n$/, '').split(/\r?\n/);
}

/** What `candidate` means wherever it stands by now, so that one that was skipped is known when it comes again. */
export function meaning({ uri, old, lines }: Candidate): string {
  return JSON.stringify([uri, old, lines]);
}

/** A replacement in an open document. */
export interface Moved {
  start: { line: number; character: number };
  end: { line: number; character: number };
  text: string;
}

/** Where the change is after `moved`; what it replaces must be compared anew. */
export function rebased<C extends LineChange>(change: C, moved: Moved): C {
  const delta = moved.text.split('\n').length - 1 - (moved.end.line - moved.start.line);
  const leavesLineStart = moved.text === '' ? moved.start.character === 0 : moved.text.endsWith('\n');
  const isBefore = moved.end.line < change.first || (isAt(moved.end, change.first) && leavesLineStart);
  if (delta === 0 || !isBefore) return change;
  return { ...change, first: change.first + delta, end: change.end + delta };
}

function isAt(position: Moved['end'], line: number): boolean {
  return position.line === line && position.character === 0;
}

/** The one replacement that `change` comes down to, without what stays at both ends; `text` may be empty. */
export interface Replacement {
  start: { line: number; character: number };
  end: { line: number; character: number };
  text: string;
  /** Where the text ends once it is written. */
  cursor: { line: number; character: number };
}

export function replacement(change: LineChange, old: string[], lineCount: number, lineAt: LineAt): Replacement {
  return old.length === 0 || change.lines.length === 0
    ? wholeLines(change, lineCount, lineAt)
    : differing(change, old.join('\n'), change.lines.join('\n'));
}

/** Lines that come or go with one line end: the one behind them, or at the end of the document the one before. */
function wholeLines({ first, end, lines }: LineChange, lineCount: number, lineAt: LineAt): Replacement {
  const endOf = (line: number) => ({ line, character: lineAt(line)?.length ?? 0 });
  const body = lines.join('\n');
  const isBehindLast = end >= lineCount && first > 0;
  const start = isBehindLast ? endOf(first - 1) : { line: first, character: 0 };
  const behind = end >= lineCount ? endOf(lineCount - 1) : { line: end, character: 0 };
  if (lines.length === 0) return { start, end: behind, text: '', cursor: start };
  const cursor = { line: first + lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  return { start, end: start, text: isBehindLast ? `\n${body}` : `${body}\n`, cursor };
}

function differing({ first }: LineChange, before: string, after: string): Replacement {
  const head = sharedHead(before, after);
  const tail = sharedTail(before.slice(head), after.slice(head));
  const place = (text: string, offset: number) => {
    const parts = text.slice(0, offset).split('\n');
    return { line: first + parts.length - 1, character: parts.at(-1)?.length ?? 0 };
  };
  const cursor = place(after, after.length - tail);
  const text = after.slice(head, after.length - tail);
  return { start: place(before, head), end: place(before, before.length - tail), text, cursor };
}

/** How much of the beginning is the same; never a half of a character outside the basic plane. */
export function sharedHead(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return length > 0 && /[\uD800-\uDBFF]/.test(one[length - 1] ?? '') ? length - 1 : length;
}

export function sharedTail(one: string, other: string): number {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one.at(-1 - length) === other.at(-1 - length)) length += 1;
  return length > 0 && /[\uDC00-\uDFFF]/.test(one.at(-length) ?? '') ? length - 1 : length;
}
