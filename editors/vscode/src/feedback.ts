/**
 * Tells the server what became of its suggestions, as far as the editor's stable interface lets an extension know: a whole
 * acceptance is the command of the item itself, a dismissal and an accepted word come through this extension's keys.
 */
import * as vscode from 'vscode';

import { didPartiallyAccept, didReject, didShow } from './lsp_ext.ts';
import type { SuggestionId } from './lsp_ext.ts';

/** Set while a suggestion of ours may be on the screen, so that our keys work then and only then. */
const CONTEXT_KEY = 'sapwood.suggesting';

const NOWHERE = new vscode.Position(0, Number.MAX_SAFE_INTEGER);

/** Sends a notification where a server is there to hear it. */
export type Notify = <P>(type: { method: string }, params: P) => void;

interface Offer {
  id: string;
  document: vscode.TextDocument;
  position: vscode.Position;
}

export class Feedback {
  readonly #notify: Notify;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly onDidChange = this.#changed.event;
  #offer: Offer | undefined;

  constructor(notify: Notify) {
    this.#notify = notify;
  }

  /** Whether grey text of ours stands at the cursor. */
  get isShown(): boolean {
    const editor = vscode.window.activeTextEditor;
    const offer = this.#offer;
    return (
      editor?.document === offer?.document && offer?.position.isEqual(editor?.selection.active ?? NOWHERE) === true
    );
  }

  /** The editor was handed `items` for `position`; it shows the first unless something moved meanwhile. */
  offered(
    document: vscode.TextDocument,
    position: vscode.Position,
    items: readonly vscode.InlineCompletionItem[],
  ): void {
    const id = identifier(items[0]);
    const editor = vscode.window.activeTextEditor;
    const isShown = editor?.document === document && editor.selection.active.isEqual(position);
    if (id === undefined || !isShown) {
      this.#forget();
      return;
    }
    const isNew = this.#offer?.id !== id;
    this.#offer = { id, document, position };
    this.#changed.fire();
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, true);
    if (isNew) this.#notify<SuggestionId>(didShow, { id });
  }

  async dismiss(): Promise<void> {
    const offer = this.#offer;
    this.#forget();
    await vscode.commands.executeCommand('editor.action.inlineSuggest.hide');
    if (offer) this.#notify<SuggestionId>(didReject, { id: offer.id });
  }

  async acceptNextWord(): Promise<void> {
    const offer = this.#offer;
    const before = offer?.document.getText().length ?? 0;
    await vscode.commands.executeCommand('editor.action.inlineSuggest.acceptNextWord');
    const acceptedLength = (offer?.document.getText().length ?? 0) - before;
    if (offer && acceptedLength > 0) this.#notify(didPartiallyAccept, { id: offer.id, acceptedLength });
  }

  #forget(): void {
    if (!this.#offer) return;
    this.#offer = undefined;
    this.#changed.fire();
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, false);
  }
}

/** The server puts a suggestion's id into the command that the editor runs when it is accepted. */
function identifier(item: vscode.InlineCompletionItem | undefined): string | undefined {
  const argument: unknown = item?.command?.arguments?.[0];
  if (typeof argument === 'string') return argument;
  const id = (argument as { id?: unknown } | undefined)?.id;
  return typeof id === 'string' ? id : undefined;
}
