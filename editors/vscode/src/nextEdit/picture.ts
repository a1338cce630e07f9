/**
 * Where on the screen a change is drawn so that it covers no code: words within their line, a line behind the one it follows,
 * several lines as a block to the right of everything beside it. It knows no editor.
 */
import { compare, type Row } from './diff.ts';
import type { LineChange } from './edit.ts';

export interface Picture {
  /** Text that goes, on one line each. */
  removed: { line: number; start: number; end: number }[];
  /** Text that comes, at a place. `gap` columns stay free before it. */
  added: { line: number; column: number; gap: number; text: string }[];
  /** The line with the arrow, and the column where the change begins. */
  place: { line: number; column: number };
}

/** The document as far as a picture needs it. */
export interface Surface {
  lineCount: number;
  lineAt(line: number): string;
  tabSize: number;
}

/** A block has at most this many rows; what is more is counted in its last. */
const MOST_ROWS = 12;
/** Columns between the code and a block. */
const GAP = 3;

export function picture(change: LineChange, old: string[], surface: Surface): Picture {
  const drawn: Picture = { removed: [], added: [], place: { line: 0, column: 0 } };
  const rows = compare(old, change.lines);
  for (const [at, row] of rows.entries()) {
    if (row.type === 'added') {
      drawn.added.push(...addedLines(row, removedBefore(rows, at), change.first, surface));
      continue;
    }
    const line = change.first + row.old;
    if (row.type === 'removed') {
      const text = surface.lineAt(line);
      drawn.removed.push({ line, start: text.length - text.trimStart().length, end: text.length });
      continue;
    }
    for (const { start, end, text } of row.parts) {
      if (end > start) drawn.removed.push({ line, start, end });
      if (text !== '') drawn.added.push({ line, column: end, gap: 0, text: visible(text, surface.tabSize) });
    }
  }
  drawn.added = joined(drawn.added);
  drawn.place = place(drawn, change, surface);
  return drawn;
}

/** What comes at one place is one text: the editor orders several as it likes. */
function joined(added: Picture['added']): Picture['added'] {
  const out: Picture['added'] = [];
  for (const one of added) {
    const last = out.at(-1);
    if (last?.line === one.line && last.column === one.column) last.text += ' '.repeat(one.gap) + one.text;
    else out.push(one);
  }
  return out;
}

/** The first of the lines that go right before row `at`: what comes instead stands beside them. */
function removedBefore(rows: Row[], at: number): number | undefined {
  let first: number | undefined;
  for (let before = at - 1; before >= 0; before -= 1) {
    const row = rows[before];
    if (row?.type !== 'removed') break;
    first = row.old;
  }
  return first;
}

function addedLines(
  row: { before: number; lines: string[] },
  instead: number | undefined,
  first: number,
  surface: Surface,
): Picture['added'] {
  const anchor = first + (instead ?? row.before - 1);
  const lines = row.lines.map((line) => visible(line, surface.tabSize));
  if (lines.length === 1) {
    const line = clamp(instead === undefined ? anchor : first + row.before - 1, surface);
    const mark = anchor < 0 ? '↑ ' : instead === undefined ? '↵ ' : '';
    return [{ line, column: surface.lineAt(line).length, gap: 1, text: mark + (lines[0] ?? '').trimStart() }];
  }
  return block(anchor, lines, surface);
}

function block(anchor: number, lines: string[], surface: Surface): Picture['added'] {
  const most = Math.min(MOST_ROWS, surface.lineCount);
  const shown = lines.length <= most ? lines : [...lines.slice(0, most - 1), `… ${lines.length - most + 1} more lines`];
  const top = Math.max(0, Math.min(anchor, surface.lineCount - shown.length));
  const margin = Math.min(
    ...shown.filter((line) => line.trim() !== '').map((line) => line.length - line.trimStart().length),
  );
  const texts = shown.map((line) => line.slice(Number.isFinite(margin) ? margin : 0));
  const width = Math.max(...texts.map((text) => text.length));
  const widths = shown.map((_, at) => visible(surface.lineAt(top + at), surface.tabSize).length);
  const column = Math.max(...widths) + GAP;
  return texts.map((text, at) => ({
    line: top + at,
    column: surface.lineAt(top + at).length,
    gap: column - (widths[at] ?? 0),
    text: ` ${text.padEnd(width)} `,
  }));
}

function place({ removed, added }: Picture, { first }: LineChange, surface: Surface): Picture['place'] {
  const starts = [...removed.map(({ line, start }) => ({ line, column: start })), ...added];
  const [top] = starts.toSorted((one, other) => one.line - other.line || one.column - other.column);
  return top ? { line: top.line, column: top.column } : { line: clamp(first, surface), column: 0 };
}

function clamp(line: number, surface: Surface): number {
  return Math.max(0, Math.min(line, surface.lineCount - 1));
}

/** With blanks in the place of tabs, as wide as the editor shows them. */
function visible(line: string, tabSize: number): string {
  let text = '';
  for (const letter of line) text += letter === '\t' ? ' '.repeat(tabSize - (text.length % tabSize)) : letter;
  return text;
}
