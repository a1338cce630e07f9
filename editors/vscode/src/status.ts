/**
 * The status bar item. It asks the server how it is: often while it indexes, rarely afterwards, never while nobody looks.
 */
import * as vscode from 'vscode';

import type { ServerStatus } from './lsp_ext.ts';
import { statusLine, statusRows, type Facts } from './status_text.ts';

const WHILE_INDEXING_MS = 700;
const WHEN_READY_MS = 15_000;
/** After an answer, so that a model's trouble is seen while one types. */
const AFTER_ANSWER_MS = 3000;

export class StatusBar implements vscode.Disposable {
  readonly #item: vscode.StatusBarItem;
  readonly #ask: () => Promise<ServerStatus | undefined>;
  #facts: Facts = { problem: undefined, isPaused: false, status: undefined, lastAnswerMs: undefined };
  #timer: NodeJS.Timeout | undefined;
  #askedAt = 0;

  constructor(ask: () => Promise<ServerStatus | undefined>) {
    this.#ask = ask;
    this.#item = vscode.window.createStatusBarItem('sapwood', vscode.StatusBarAlignment.Right, 100);
    this.#item.name = 'Sapwood';
    this.#item.command = 'sapwood.menu';
    this.#draw();
    this.#item.show();
  }

  get facts(): Facts {
    return this.#facts;
  }

  set(facts: Partial<Facts>): void {
    this.#facts = { ...this.#facts, ...facts };
    this.#draw();
  }

  /** Asks now, and again later. */
  async refresh(): Promise<void> {
    clearTimeout(this.#timer);
    this.#askedAt = Date.now();
    if (vscode.window.state.focused) {
      const status = await this.#ask();
      if (status) this.set({ status });
    }
    const isIndexing = this.#facts.status?.roots.some((root) => root.state === 'indexing') ?? false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), isIndexing ? WHILE_INDEXING_MS : WHEN_READY_MS);
  }

  /** Asks soon, unless it asked a moment ago and will ask again. */
  answered(): void {
    if (Date.now() - this.#askedAt < AFTER_ANSWER_MS) return;
    this.#askedAt = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.refresh(), AFTER_ANSWER_MS);
  }

  /** Asks no more until the next `refresh`. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#item.dispose();
  }

  #draw(): void {
    const { text, isWarning } = statusLine(this.#facts);
    this.#item.text = text;
    this.#item.backgroundColor = isWarning ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    const tooltip = new vscode.MarkdownString('**Sapwood**\n\n| | |\n|---|---|\n');
    for (const [name, value] of statusRows(this.#facts)) {
      tooltip.appendMarkdown(`| ${name} | `).appendText(value.replaceAll('\n', ' ')).appendMarkdown(' |\n');
    }
    this.#item.tooltip = tooltip;
  }
}
