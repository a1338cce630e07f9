/**
 * What the status bar says for a state. It knows no editor, so that it can be tested alone.
 */
import type { ServerStatus } from './lsp_ext.ts';

export interface Facts {
  /** Why there is no server; a sentence. */
  problem: string | undefined;
  isPaused: boolean;
  status: ServerStatus | undefined;
  lastAnswerMs: number | undefined;
}

export interface Line {
  text: string;
  isWarning: boolean;
}

export function statusLine(facts: Facts): Line {
  if (facts.problem !== undefined) return { text: '$(warning) Sapwood', isWarning: true };
  if (!facts.status) return { text: '$(loading~spin) Sapwood', isWarning: false };
  const share = indexedShare(facts.status);
  if (share !== undefined) return { text: `$(loading~spin) Sapwood ${share} %`, isWarning: false };
  if (facts.isPaused) return { text: '$(debug-pause) Sapwood', isWarning: false };
  const hasProblem = problems(facts.status).length > 0;
  const icon = hasProblem ? '$(warning)' : '$(type-hierarchy-sub)';
  return { text: `${icon} Sapwood: ${completionModel(facts.status)}`, isWarning: false };
}

/** Rows of name and value for the tooltip and the menu. */
export function statusRows(facts: Facts): [string, string][] {
  if (facts.problem !== undefined) return [['Problem', facts.problem]];
  const { status } = facts;
  if (!status) return [['State', 'starting']];
  const share = indexedShare(status);
  const count = (pick: (root: ServerStatus['roots'][number]) => number) =>
    status.roots.reduce((sum, root) => sum + pick(root), 0).toLocaleString('en');
  const rows: [string, string][] = [
    ['State', share === undefined ? (facts.isPaused ? 'ready, paused here' : 'ready') : `indexing, ${share} %`],
    ['Suggestions', completionModel(status)],
    ['Index', `${count((root) => root.files)} files, ${count((root) => root.symbols)} symbols`],
    ['Generation', status.roots.map((root) => root.generation).join(', ') || 'no folder is open'],
  ];
  if (facts.lastAnswerMs !== undefined) rows.push(['Last answer', `${Math.round(facts.lastAnswerMs)} ms`]);
  if (status.memoryBytes !== null) rows.push(['Memory', `${Math.round(status.memoryBytes / 1e6)} MB`]);
  rows.push(...problems(status).map((problem): [string, string] => ['Problem', problem]));
  return rows;
}

/** The same in one short line. */
export function menuSummary(facts: Facts): string {
  const rows = new Map(statusRows(facts));
  const generation = rows.get('Generation');
  const parts = [rows.get('Problem'), rows.get('State'), rows.get('Suggestions'), rows.get('Index')];
  if (generation !== undefined) parts.push(`generation ${generation}`);
  parts.push(rows.get('Last answer'));
  return parts.filter((part) => part !== undefined).join(' · ');
}

/** The model that completes, or "local" where the repository itself does. */
export function completionModel(status: ServerStatus): string {
  return status.models.find((model) => model.roles.includes('completion'))?.name ?? 'local';
}

function problems(status: ServerStatus): string[] {
  const failing = status.models.filter((model) => model.state !== 'ready');
  const ofModels = failing.map(({ name, state, lastError }) => `${name}: ${lastError ?? state}`);
  return [...status.roots.flatMap((root) => root.problems ?? []), ...ofModels];
}

/** Percentage of files read, while some are still to be read. */
function indexedShare(status: ServerStatus): number | undefined {
  const roots = status.roots.filter((root) => root.state === 'indexing');
  if (roots.length === 0) return undefined;
  const done = roots.reduce((sum, root) => sum + (root.progress?.filesDone ?? 0), 0);
  const total = roots.reduce((sum, root) => sum + (root.progress?.filesTotal ?? 0), 0);
  return total === 0 ? 0 : Math.floor((100 * done) / total);
}
