/**
 * The server's own requests and notifications, as docs/protocol.md describes them. It mirrors types and does nothing.
 */
import { NotificationType, RequestType, type Position, type Range } from 'vscode-languageclient/node';

export interface RootStatus {
  uri: string;
  state: 'indexing' | 'ready';
  files: number;
  symbols: number;
  generation: number;
  progress?: { filesDone: number; filesTotal: number };
  problems?: string[];
}

export interface ModelStatus {
  name: string;
  roles: string[];
  /** `ready`, or what is wrong in a word or two. */
  state: string;
  lastError: string | null;
}

export interface ServerStatus {
  version: string;
  roots: RootStatus[];
  memoryBytes: number | null;
  models: ModelStatus[];
}

export interface SearchHit {
  uri: string;
  range: Range;
  kind: string;
  symbol: string | null;
  symbolRange: Range | null;
  language: string;
  score: number;
  preview: string;
}

export interface SearchAnswer {
  hits: SearchHit[];
  state: 'indexing' | 'ready';
  elapsedMs: number;
}

export interface ExplainedSuggestion {
  text: string;
  source: string;
  confidence: number;
  reason: string;
}

export interface ExplainedStep {
  name: string;
  detail: string;
  elapsedMs: number;
}

/** Fields that this version does not know stay in the object and are shown as they are. */
export interface ExplainedAnswer {
  version: number;
  position: Position;
  trigger: 'automatic' | 'invoked';
  elapsedMs: number;
  suggestions: ExplainedSuggestion[];
  steps: ExplainedStep[];
  silence: string | null;
  [field: string]: unknown;
}

/** The last answers, latest first. */
export interface Explanation {
  answers: ExplainedAnswer[];
}

/** A place that should change next. The range covers whole lines. */
export interface NextEdit {
  id: string;
  textDocument: { uri: string; version: number | null };
  range: Range;
  text: string;
  kind: string;
  source: string;
  confidence: number;
  reason: string;
  /** What stands there, where the server tells. */
  oldText?: string;
  series?: { index: number; total: number; files: number };
}

/** What the server's command is told to do with a series. */
export type NextEditWish = { skip: string } | { stop: true };

/** Best first. */
export interface NextEditAnswer {
  edits: NextEdit[];
  elapsedMs: number;
}

/** Without a position the answers of the whole document are meant. */
interface Place {
  textDocument: { uri: string };
  position?: Position;
}

/** What the client says about itself when it connects. */
export const capabilities = { sapwood: { didShow: true } };

export interface SuggestionId {
  id: string;
}

export const status = new RequestType<Record<string, never>, ServerStatus, void>('sapwood/status');
export const search = new RequestType<{ query: string; limit?: number }, SearchAnswer, void>('sapwood/search');
export const explain = new RequestType<Place, Explanation, void>('sapwood/explain');

export const nextEdit = new RequestType<
  { textDocument: { uri: string; version: number }; position: Position; context: { triggerKind: 1 | 2 } },
  NextEditAnswer,
  void
>('sapwood/nextEdit');

export const didShow = new NotificationType<SuggestionId>('sapwood/didShow');
export const didAccept = new NotificationType<SuggestionId>('sapwood/didAccept');
export const didReject = new NotificationType<SuggestionId>('sapwood/didReject');
export const didPartiallyAccept = new NotificationType<SuggestionId & { acceptedLength: number }>(
  'sapwood/didPartiallyAccept',
);
