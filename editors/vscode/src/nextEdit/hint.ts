/**
 * What is said about a suggestion, in the editor and in lists. It knows no editor.
 */
import { isCheck, type Candidate } from './edit.ts';

export interface Told {
  candidate: Candidate;
  number: { index: number; total: number } | undefined;
  /** The path, where it is not the file that the hint stands in. */
  path: string | undefined;
  /** The line, from 0. */
  line: number;
}

/** Beside the cursor, where Tab goes elsewhere. */
export function jumpHint({ candidate, number, path, line }: Told): string {
  const verb = isCheck(candidate) ? 'Tab to check' : 'Tab to jump';
  const place = path === undefined ? `line ${line + 1}` : `${path}:${line + 1}`;
  return `${verb} · ${place}${counted(number)}`;
}

/** Beside the change, where Tab accepts it. */
export function acceptHint(number: Told['number']): string {
  return number ? `Tab ${number.index}/${number.total}` : 'Tab';
}

function counted(number: Told['number']): string {
  return number ? ` (${number.index} of ${number.total})` : '';
}

/** One line for a list: what is written there, or what stands there. */
export function summary({ lines, old, kind }: Candidate): string {
  const kept = new Set(old);
  const news = kind === 'check' ? [] : lines.filter((line) => !kept.has(line) && line.trim() !== '');
  if (news.length === 0 && old && kind !== 'check') return `remove ${(old.find((line) => line.trim()) ?? '').trim()}`;
  const [first, ...others] = news.length > 0 ? news : (old ?? []);
  return `${(first ?? '').trim()}${others.length > 0 ? ' …' : ''}`;
}

/** The change as a block of Markdown, at most `most` lines of it. */
export function diffBlock({ lines, old }: Candidate, most = 24): string {
  const rows = [...(old ?? []).map((line) => `- ${line}`), ...lines.map((line) => `+ ${line}`)];
  const shown = rows.length > most ? [...rows.slice(0, most), '…'] : rows;
  const fence = '`'.repeat(Math.max(3, ...(shown.join('\n').match(/`+/g) ?? []).map((run) => run.length + 1)));
  return `${fence}diff\n${shown.join('\n')}\n${fence}`;
}

export function sure(candidate: Candidate): string {
  return `${candidate.source} · ${Math.round(candidate.confidence * 100)} % sure`;
}
