/**
 * The connection to the server: one language client, what it passes on, and what happens when the server ends by itself.
 * Suggestions come through the client's own provider; this only listens.
 */
import * as vscode from 'vscode';
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  type CloseHandlerResult,
  type ErrorHandler,
  type LanguageClientOptions,
  type Middleware,
  type StaticFeature,
} from 'vscode-languageclient/node';

import * as config from './config.ts';
import * as ext from './lsp_ext.ts';
import type { Restarts } from './restarts.ts';

/** What the rest of the extension wants to hear from the connection. */
export interface Listener {
  /** No suggestions are wanted for this document. */
  isPaused(document: vscode.TextDocument): boolean;
  answered(
    document: vscode.TextDocument,
    position: vscode.Position,
    items: vscode.InlineCompletionItem[],
    elapsedMs: number,
  ): void;
  /** The server ended; it is started again after `wait` milliseconds, or not at all. */
  ended(wait: number | undefined): void;
}

export function createClient(
  command: string,
  output: vscode.LogOutputChannel,
  restarts: Restarts,
  listener: Listener,
): LanguageClient {
  const options: LanguageClientOptions = {
    documentSelector: [{ scheme: 'file' }, { scheme: 'untitled' }],
    initializationOptions: config.initializationOptions,
    synchronize: { configurationSection: config.SECTION },
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    middleware: middleware(listener),
    errorHandler: errorHandler(restarts, listener),
    stdioOptions: {
      stdout: () => {},
      stderr: (stream) => logLines(stream, output),
    },
  };
  const env = { ...process.env, ...config.serverEnvironment() };
  const client = new LanguageClient('sapwood', 'Sapwood', { command, args: ['lsp'], options: { env } }, options);
  client.registerFeature(announcement);
  return client;
}

/** Tells the server which notifications to expect. */
const announcement: StaticFeature = {
  fillClientCapabilities: (all) => {
    all.experimental = { ...all.experimental, ...ext.capabilities };
  },
  initialize: () => {},
  getState: () => ({ kind: 'static' }),
  clear: () => {},
};

function middleware(listener: Listener): Middleware {
  return {
    async provideInlineCompletionItems(document, position, context, token, next) {
      if (listener.isPaused(document)) return [];
      const started = performance.now();
      const answer = await next(document, position, context, token);
      if (!token.isCancellationRequested) {
        const items = Array.isArray(answer) ? answer : (answer?.items ?? []);
        listener.answered(document, position, items, performance.now() - started);
      }
      return answer;
    },
  };
}

function errorHandler(restarts: Restarts, listener: Listener): ErrorHandler {
  return {
    error: () => ({ action: ErrorAction.Continue, handled: true }),
    async closed(): Promise<CloseHandlerResult> {
      const wait = restarts.next();
      listener.ended(wait);
      if (wait === undefined) return { action: CloseAction.DoNotRestart, handled: true };
      await new Promise((resolve) => setTimeout(resolve, wait));
      restarts.started();
      return { action: CloseAction.Restart, handled: true };
    },
  };
}

/** Lines of the server's log, each at its own level. */
function logLines(stream: NodeJS.ReadableStream, output: vscode.LogOutputChannel): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) logLine(line, output);
  });
  stream.on('end', () => {
    if (rest) logLine(rest, output);
  });
}

function logLine(line: string, output: vscode.LogOutputChannel): void {
  const [, level, text] = /^\S*\s*(ERROR|WARN|INFO|DEBUG|TRACE)\s+(.*)$/.exec(line) ?? [undefined, 'INFO', line];
  if (level === 'ERROR') output.error(text ?? line);
  else if (level === 'WARN') output.warn(text ?? line);
  else if (level === 'INFO') output.info(text ?? line);
  else output.debug(text ?? line);
}
