/**
 * An explanation as Markdown. It knows no editor; fields it has no words for are shown as they are.
 */
import type { ExplainedAnswer, ExplainedStep, ExplainedSuggestion } from './lsp_ext.ts';

/** Answers before the last one that are told in a line each. */
const EARLIER = 8;

/** Why the last of `answers` was what it was, and the ones before it in short. */
export function explanationPage(answers: readonly ExplainedAnswer[], where: string, language: string): string {
  const [last, ...earlier] = answers;
  if (!last) return nothingPage([], where, language);
  const title = last.suggestions.length > 0 ? '# Why this suggestion' : '# Why nothing is shown';
  return page([title, ...answerParts(last, where, language), ...earlierParts(earlier)]);
}

/** For a place at which nothing was asked for; `answers` are those of the rest of the file. */
export function nothingPage(answers: readonly ExplainedAnswer[], where: string, language: string): string {
  const head = [
    '# Nothing was asked for here',
    'Type on this line, or press `Alt+\\` for a suggestion, and ask again.',
  ];
  const [last] = answers;
  if (!last) return page(head);
  const line = `${where}:${last.position.line + 1}`;
  return page([...head, '# The last answer in this file', ...answerParts(last, line, language)]);
}

function page(parts: string[]): string {
  return `${parts.join('\n\n')}\n`;
}

function answerParts(answer: ExplainedAnswer, where: string, language: string): string[] {
  const { suggestions, steps, silence, trigger, elapsedMs, version: _, position, ...others } = answer;
  const asked = trigger === 'invoked' ? 'asked for' : 'while typing';
  const parts = [`\`${where}:${position.character + 1}\` · ${asked} · ${elapsedMs.toFixed(1)} ms`];
  if (silence) parts.push(`> ${silence}`);
  if (suggestions.length > 0) parts.push('## Suggestions', ...suggestions.map((one) => suggestion(one, language)));
  if (steps.length > 0) parts.push('## How it came about', table(steps));
  for (const [name, value] of Object.entries(others)) {
    if (!isEmpty(value)) parts.push(`## ${inWords(name)}`, shown(value));
  }
  return parts;
}

function earlierParts(answers: readonly ExplainedAnswer[]): string[] {
  const rows = answers.slice(0, EARLIER).map((answer) => {
    const [best] = answer.suggestions;
    const what = best ? `\`${cell(best.text.split('\n')[0] ?? '').replaceAll('`', "'")}\`` : cell(answer.silence ?? '');
    return `| ${answer.position.character + 1} | ${what} | ${answer.elapsedMs.toFixed(1)}&nbsp;ms |`;
  });
  if (rows.length === 0) return [];
  return ['## Before that, on this line', ['| column | answer | time |', '|---:|---|---:|', ...rows].join('\n')];
}

function suggestion(one: ExplainedSuggestion, language: string): string {
  const facts = [one.source, `${(100 * one.confidence).toFixed(0)} % sure`, one.reason];
  const fence = '`'.repeat(Math.max(3, longestRun(one.text) + 1));
  return `${fence}${language}\n${one.text}\n${fence}\n\n${facts.filter(Boolean).join(' · ')}`;
}

function table(steps: ExplainedStep[]): string {
  const rows = steps.map(({ name, detail, elapsedMs }) => {
    const time = elapsedMs > 0 ? `${elapsedMs.toFixed(1)}&nbsp;ms` : '';
    return `| ${cell(name)} | ${cell(detail)} | ${time} |`;
  });
  return ['| step | what happened | time |', '|---|---|---:|', ...rows].join('\n');
}

function shown(value: unknown): string {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  return `\`\`\`json\n${JSON.stringify(value, null, 2)}\n\`\`\``;
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || value === '' || (Array.isArray(value) && value.length === 0);
}

function inWords(name: string): string {
  const words = name.replaceAll(/([A-Z])/g, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('\n', ' ');
}

function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map((run) => run.length));
}
