/**
 * What is different between lines that stand and lines to write: whole lines that go and come, and words within those that
 * stay. It knows nothing of the screen.
 */

/** A line that becomes another: each part replaces the columns from `start` to `end`. */
export interface Changed {
  type: 'changed';
  old: number;
  parts: Part[];
}

export interface Part {
  start: number;
  end: number;
  text: string;
}

export type Row =
  | Changed
  /** A line that goes. */
  | { type: 'removed'; old: number }
  /** Lines that come before the old line `before`. */
  | { type: 'added'; before: number; lines: string[] };

/** Lines less alike than this are not taken for the same line. */
const ALIKE = 0.5;
/** Beyond this many pairs, or tokens in a line, the two are not compared in detail. */
const MOST_PAIRS = 2500;
const MOST_TOKENS = 400;

/** The rows that differ, in the order of the old lines. */
export function compare(old: string[], next: string[]): Row[] {
  const rows: Row[] = [];
  const add = (before: number, line: string) => {
    const last = rows.at(-1);
    if (last?.type === 'added' && last.before === before) last.lines.push(line);
    else rows.push({ type: 'added', before, lines: [line] });
  };
  let [i, j] = [0, 0];
  const upTo = (oldEnd: number, nextEnd: number) => {
    for (; i < oldEnd; i += 1) rows.push({ type: 'removed', old: i });
    for (; j < nextEnd; j += 1) add(oldEnd, next[j] ?? '');
  };
  for (const [oldLine, nextLine] of pairs(old, next)) {
    upTo(oldLine, nextLine);
    const parts = changedWords(old[i] ?? '', next[j] ?? '');
    if (parts.length > 0) rows.push({ type: 'changed', old: i, parts });
    [i, j] = [i + 1, j + 1];
  }
  upTo(old.length, next.length);
  return rows;
}

/** Which lines belong together, so that they are alike as much as possible, in order. */
function pairs(old: string[], next: string[]): [number, number][] {
  const isEqual = (i: number, j: number) => old[i] === next[j];
  const { head, tail } = sharedEnds(old.length, next.length, isEqual);
  const [m, n] = [old.length - head - tail, next.length - head - tail];
  const inner =
    m * n > MOST_PAIRS
      ? m === n
        ? diagonal(m, 0, 0)
        : []
      : alike(old.slice(head, head + m), next.slice(head, head + n));
  return [
    ...diagonal(head, 0, 0),
    ...inner.map(([i, j]): [number, number] => [head + i, head + j]),
    ...diagonal(tail, head + m, head + n),
  ];
}

function alike(old: string[], next: string[]): [number, number][] {
  const scores = old.map((line) => next.map((other) => likeness(line, other)));
  return bestPairs(old.length, next.length, (i, j) => {
    const score = scores[i]?.[j] ?? 0;
    return score >= ALIKE ? score : 0;
  });
}

/** How many are the same at both ends. */
function sharedEnds(m: number, n: number, isSame: (i: number, j: number) => boolean): { head: number; tail: number } {
  const most = Math.min(m, n);
  let head = 0;
  while (head < most && isSame(head, head)) head += 1;
  let tail = 0;
  while (tail < most - head && isSame(m - 1 - tail, n - 1 - tail)) tail += 1;
  return { head, tail };
}

/** 2 for the same line, 1 for the same but for blanks, 0 for nothing in common. */
export function likeness(one: string, other: string): number {
  if (one === other) return 2;
  const [a, b] = [solidWords(one), solidWords(other)];
  const whole = sum(a) + sum(b);
  const shared = sum(common(a, b).map(([i]) => a[i] ?? ''));
  return whole === 0 ? 1 : (2 * shared) / whole;
}

function solidWords(line: string): string[] {
  return words(line).filter((word) => word.trim() !== '');
}

function sum(all: string[]): number {
  return all.join('').length;
}

/** Names and numbers, runs of blanks, and other characters one by one. */
function words(line: string): string[] {
  return line.match(/[\p{L}\p{N}_$]+|\s+|[^]/gu) ?? [];
}

/** The words that change, blanks between two of them included. */
export function changedWords(old: string, next: string): Part[] {
  if (old === next) return [];
  const [a, b] = [words(old), words(next)];
  const kept = common(a, b);
  const parts: Part[] = [];
  let [i, j, column] = [0, 0, 0];
  for (const [oldWord, nextWord] of [...kept, [a.length, b.length] as const]) {
    const removed = a.slice(i, oldWord).join('');
    const text = b.slice(j, nextWord).join('');
    if (removed !== '' || text !== '') push(parts, { start: column, end: column + removed.length, text }, old);
    column += removed.length + (a[oldWord]?.length ?? 0);
    [i, j] = [oldWord + 1, nextWord + 1];
  }
  return parts;
}

function push(parts: Part[], part: Part, line: string): void {
  const last = parts.at(-1);
  const between = last ? line.slice(last.end, part.start) : 'none';
  if (!last || between.trim() !== '') parts.push(part);
  else parts[parts.length - 1] = { start: last.start, end: part.end, text: last.text + between + part.text };
}

/** The longest sequence of words that both have, as pairs of their numbers. */
function common(a: string[], b: string[]): [number, number][] {
  const { head, tail } = sharedEnds(a.length, b.length, (i, j) => a[i] === b[j]);
  const [m, n] = [a.length - head - tail, b.length - head - tail];
  const isSame = (i: number, j: number) => a[head + i] === b[head + j];
  const isSmall = m <= MOST_TOKENS && n <= MOST_TOKENS;
  const inner = isSmall ? bestPairs(m, n, (i, j) => (isSame(i, j) ? 1 : 0)) : [];
  return [
    ...diagonal(head, 0, 0),
    ...inner.map(([i, j]): [number, number] => [head + i, head + j]),
    ...diagonal(tail, a.length - tail, b.length - tail),
  ];
}

function diagonal(count: number, i: number, j: number): [number, number][] {
  return Array.from({ length: count }, (_, at) => [i + at, j + at]);
}

/** The pairs, in order, whose scores sum up to most; 0 is the score of what does not fit. */
function bestPairs(m: number, n: number, score: (i: number, j: number) => number): [number, number][] {
  // `best[i][j]` is the most that what follows from `i` and `j` on can give.
  const best = Array.from({ length: m + 1 }, () => Array.from({ length: n + 1 }, () => 0));
  const at = (i: number, j: number) => best[i]?.[j] ?? 0;
  const taken = (i: number, j: number) => (score(i, j) > 0 ? score(i, j) + at(i + 1, j + 1) : -1);
  for (let i = m - 1; i >= 0; i -= 1) {
    const row = best[i] ?? [];
    for (let j = n - 1; j >= 0; j -= 1) row[j] = Math.max(taken(i, j), at(i + 1, j), at(i, j + 1));
  }
  const found: [number, number][] = [];
  let [i, j] = [0, 0];
  while (i < m && j < n) {
    if (taken(i, j) === at(i, j)) found.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return found;
}
