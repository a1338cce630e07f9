/**
 * What lives as long as the extension: the connection, the status bar, the output, and what is paused. Commands get it.
 */
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { State, type LanguageClient } from 'vscode-languageclient/node';

import { createClient, type Listener } from './client.ts';
import * as config from './config.ts';
import { Feedback } from './feedback.ts';
import * as ext from './lsp_ext.ts';
import { NextEdits } from './nextEdit/index.ts';
import { Pauses } from './pause.ts';
import { Restarts } from './restarts.ts';
import { findServer } from './server.ts';
import { StatusBar } from './status.ts';

export class Ctx {
  readonly extension: vscode.ExtensionContext;
  readonly output: vscode.LogOutputChannel;
  readonly status: StatusBar;
  readonly pauses: Pauses;
  readonly feedback: Feedback;
  readonly nextEdits: NextEdits;
  /** The server's file, once it was found. */
  serverCommand: string | undefined;
  #client: LanguageClient | undefined;

  constructor(extension: vscode.ExtensionContext) {
    this.extension = extension;
    this.output = vscode.window.createOutputChannel('Sapwood', { log: true });
    this.pauses = new Pauses(extension.globalState);
    this.feedback = new Feedback((type, params) => void this.client?.sendNotification(type.method, params));
    this.nextEdits = new NextEdits(extension.extensionUri, {
      ask: (...question) => this.#askNextEdits(...question),
      wish: (document, wish) => this.#wish(document, wish),
      tell: (verdict, id) => void this.client?.sendNotification(verdict, { id }),
      isWanted: ({ languageId }) => config.nextEditsEnabled() && !this.pauses.includes(languageId),
      isGhostTextShown: () => this.feedback.isShown,
    });
    this.status = new StatusBar(() => this.#askStatus());
    extension.subscriptions.push(
      this.output,
      this.status,
      this.nextEdits,
      this.feedback.onDidChange(() => this.nextEdits.draw()),
      this.pauses.onDidChange(() => this.showPause()),
      vscode.window.onDidChangeActiveTextEditor(() => this.showPause()),
      vscode.window.onDidChangeWindowState((state) => state.focused && void this.status.refresh()),
    );
    this.showPause();
  }

  /** The connection, where the server runs. */
  get client(): LanguageClient | undefined {
    return this.#client?.state === State.Running ? this.#client : undefined;
  }

  async start(): Promise<void> {
    const found = findServer({
      configured: config.serverPath(),
      extensionFolder: this.extension.extensionPath,
      home: homedir(),
      pathVariable: process.env['PATH'] ?? '',
      windows: process.platform === 'win32',
    });
    if ('missing' in found) {
      this.#report(found.missing, 'Set Server Path…', 'sapwood.setServerPath');
      return;
    }
    this.serverCommand = found.command;
    this.output.info(`server: ${found.command} (${found.origin})`);
    this.status.set({ problem: undefined, status: undefined });
    const client = createClient(found.command, this.output, new Restarts(), this.#listener());
    this.#client = client;
    try {
      await client.start();
      await this.status.refresh();
    } catch (error) {
      this.output.error(String(error));
      this.#report('The Sapwood server could not be started.', 'Show Output', 'sapwood.showOutput');
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.status.pause();
    // A server that no longer listens must not keep the window from closing.
    await client?.dispose(2000).catch((error: unknown) => this.output.warn(String(error)));
  }

  async restart(): Promise<void> {
    await this.stop();
    await this.start();
  }

  showPause(): void {
    const language = vscode.window.activeTextEditor?.document.languageId;
    this.status.set({ isPaused: language === undefined ? this.pauses.everywhere : this.pauses.includes(language) });
  }

  #listener(): Listener {
    return {
      isPaused: (document) => this.pauses.includes(document.languageId),
      answered: (document, position, items, elapsedMs) => {
        if (items.length > 0) this.status.set({ lastAnswerMs: elapsedMs });
        this.feedback.offered(document, position, items);
        this.status.answered();
      },
      ended: (wait) => {
        this.status.pause();
        this.status.set({ status: undefined });
        if (wait === undefined) {
          this.#report(
            'The Sapwood server ended again and again and is left alone.',
            'Restart',
            'sapwood.restartServer',
          );
          return;
        }
        this.output.warn(`The server ended by itself; it is started again in ${wait} ms.`);
        setTimeout(() => void this.status.refresh(), wait + 1000);
      },
    };
  }

  /** One message with one way out of the trouble, and the same in the status bar. */
  #report(problem: string, button: string, command: string): void {
    this.status.set({ problem });
    void offer(problem, button, command);
  }

  async #askNextEdits(
    document: vscode.TextDocument,
    position: vscode.Position,
    isAsked: boolean,
    token: vscode.CancellationToken,
  ): Promise<ext.NextEdit[]> {
    const { client } = this;
    if (!client) return [];
    const place = {
      textDocument: client.code2ProtocolConverter.asVersionedTextDocumentIdentifier(document),
      position: client.code2ProtocolConverter.asPosition(position),
    };
    try {
      const context = { triggerKind: isAsked ? (1 as const) : (2 as const) };
      const answer = await client.sendRequest(ext.nextEdit, { ...place, context }, token);
      return answer.edits;
    } catch (error) {
      if (!token.isCancellationRequested) this.output.debug(`sapwood/nextEdit: ${String(error)}`);
      return [];
    }
  }

  async #wish(document: vscode.TextDocument, wish: ext.NextEditWish): Promise<void> {
    const { client } = this;
    if (!client) return;
    const argument = { uri: client.code2ProtocolConverter.asUri(document.uri), position: { line: 0, character: 0 } };
    const command = { command: 'sapwood.nextEdit', arguments: [{ ...argument, limit: 1, ...wish }] };
    try {
      await client.sendRequest('workspace/executeCommand', command);
    } catch (error) {
      this.output.debug(`sapwood.nextEdit: ${String(error)}`);
    }
  }

  async #askStatus(): Promise<ext.ServerStatus | undefined> {
    try {
      return await this.client?.sendRequest(ext.status, {});
    } catch (error) {
      this.output.debug(`sapwood/status: ${String(error)}`);
      return undefined;
    }
  }
}

async function offer(problem: string, button: string, command: string): Promise<void> {
  const chosen = await vscode.window.showErrorMessage(problem, button);
  if (chosen === button) await vscode.commands.executeCommand(command);
}
