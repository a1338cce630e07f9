/**
 * Next edits: asks after an edit has settled, shows the best answer, and walks through the rest with Tab. It knows the server
 * only as somebody to ask and to tell.
 */
import * as vscode from 'vscode';
import type { NotificationType } from 'vscode-languageclient/node';

import * as ext from '../lsp_ext.ts';
import { fits, lines, openDocument, write, writeAll } from './apply.ts';
import { candidate, isCheck, type Candidate } from './edit.ts';
import { acceptHint, jumpHint } from './hint.ts';
import { review } from './review.ts';
import { Screen, placeOf } from './screen.ts';
import { Series } from './series.ts';
import { SeriesView } from './view.ts';

/** Set while a suggestion is on the screen: then Tab and Esc are ours. */
const CONTEXT_KEY = 'sapwood.nextEditVisible';
/** An edit has settled when nothing was typed for so long. */
const SETTLE_MS = 150;
/** A place so near, and on the screen, is accepted without a jump. */
const NEAR_LINES = 8;
/** What the server knows; logs and settings are documents as well. */
const SCHEMES = new Set(['file', 'untitled']);
/** What ends in a later column may be out of sight. */
const HINT_END = 80;
/** How long Tab waits for the answer to the last edit. */
const SETTLED_MS = 250;
/** How long the next of a series waits for the server's opinion. */
const CONTINUE_MS = 100;

/** What the extension gives: somebody to ask, and what is wanted. */
export interface Host {
  ask(
    document: vscode.TextDocument,
    position: vscode.Position,
    isAsked: boolean,
    token: vscode.CancellationToken,
  ): Promise<ext.NextEdit[]>;
  wish(document: vscode.TextDocument, wish: ext.NextEditWish): Promise<void>;
  tell(verdict: NotificationType<ext.SuggestionId>, id: string): void;
  isWanted(document: vscode.TextDocument): boolean;
  isGhostTextShown(): boolean;
}

/** Why the server is asked. */
type Cause = 'edit' | 'series' | 'command';

export class NextEdits implements vscode.Disposable {
  readonly #host: Host;
  readonly #series = new Series();
  readonly #screen: Screen;
  readonly #view = new SeriesView();
  readonly #subscriptions: vscode.Disposable[];
  /** The document that the last change was made in, by hand or by accepting. */
  #origin: string | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** The document was saved since the last edit. */
  #isSaved = false;
  #question: vscode.CancellationTokenSource | undefined;
  #answer: Promise<void> = Promise.resolve();
  /** Keys take effect in the order in which they were pressed. */
  #keys: Promise<void> = Promise.resolve();
  /** From writing a suggestion to showing the next, so that nothing else flashes up between. */
  #isTakingStep = false;
  #isVisible = false;
  #announced: string | undefined;
  /** Looked at in the list of all, without being the next. */
  #peeked: Candidate | undefined;

  constructor(extension: vscode.Uri, host: Host) {
    this.#host = host;
    this.#screen = new Screen(extension);
    this.#subscriptions = [
      this.#screen,
      this.#view,
      vscode.workspace.onDidChangeTextDocument((event) => this.#edited(event)),
      vscode.workspace.onDidSaveTextDocument((document) => {
        if (document.uri.toString() === this.#origin) this.#isSaved = true;
      }),
      vscode.workspace.onDidCloseTextDocument(() => this.draw()),
      vscode.window.onDidChangeActiveTextEditor(() => this.draw()),
      vscode.window.onDidChangeVisibleTextEditors(() => this.draw()),
      vscode.window.onDidChangeTextEditorVisibleRanges(() => this.draw()),
      vscode.window.onDidChangeTextEditorSelection(() => this.draw()),
    ];
  }

  dispose(): void {
    this.#clear();
    for (const one of this.#subscriptions) one.dispose();
  }

  /** Tab: goes to the place, or accepts where it is before one's eyes. */
  tab(): Promise<void> {
    return this.#inTurn(async () => {
      if (!this.#isVisible) {
        await vscode.commands.executeCommand('tab');
        return;
      }
      await this.#settled();
      const { current } = this.#series;
      const editor = vscode.window.activeTextEditor;
      if (!current || !editor) return;
      if (isNear(current, editor) && !isCheck(current)) await this.#accept(current, editor.document);
      else await this.#jump(current);
    });
  }

  accept(chosen?: Candidate): Promise<void> {
    return this.#inTurn(async () => {
      this.#choose(chosen);
      const { current } = this.#series;
      const document = current && (await openDocument(current.uri));
      if (current && document) await this.#accept(current, document);
    });
  }

  open(chosen: Candidate): Promise<void> {
    return this.#inTurn(async () => {
      this.#choose(chosen);
      if (this.#series.current) await this.#jump(this.#series.current);
    });
  }

  /** Esc: this one is not wanted, and for now nothing else either. */
  dismiss(): void {
    const { current } = this.#series;
    if (current) this.#host.tell(ext.didReject, current.id);
    this.#clear();
  }

  /** Not this one, but the next. */
  skip(chosen?: Candidate): Promise<void> {
    return this.#inTurn(async () => {
      this.#choose(chosen);
      const { current } = this.#series;
      const document = vscode.window.activeTextEditor?.document;
      if (!current || !document) return;
      await this.#step(async () => {
        this.#series.skip(current);
        await this.#host.wish(document, { skip: current.id });
      });
    });
  }

  /** Nothing of all this. */
  stop(): void {
    const document = vscode.window.activeTextEditor?.document;
    if (document && this.#series.current) void this.#host.wish(document, { stop: true });
    this.#clear();
  }

  #clear(): void {
    clearTimeout(this.#settling);
    this.#settling = undefined;
    this.#question?.cancel();
    this.#series.clear();
    this.#screen.mark(undefined);
    this.draw();
  }

  acceptInFile(uri?: string): Promise<void> {
    return this.#inTurn(() => this.#acceptMany(this.#series.inFile(uri ?? this.#series.current?.uri ?? '')));
  }

  acceptAll(): Promise<void> {
    return this.#inTurn(async () => {
      const edits = this.#series.items.filter((item) => !isCheck(item));
      const chosen = edits.length === 0 ? [] : await review(edits, (looked) => this.#peek(looked));
      this.#peeked = undefined;
      if (chosen.length > 0) await this.#acceptMany(chosen);
      else this.draw();
    });
  }

  /** Asked for by name: goes on with what is there, else asks the server. */
  async show(): Promise<void> {
    const editor = vscode.window.activeTextEditor;
    if (!editor) return;
    this.#origin = editor.document.uri.toString();
    await this.#ask(editor, 'command');
    if (this.#series.current) return;
    vscode.window.setStatusBarMessage('Sapwood: nothing is known that must follow from the last changes.', 4000);
  }

  draw(): void {
    if (this.#isTakingStep) return;
    if (this.#peeked) {
      this.#screen.draw({ candidate: this.#peeked, hint: undefined });
      return;
    }
    const editor = vscode.window.activeTextEditor;
    const { current } = this.#series;
    const uri = editor?.document.uri.toString();
    const isPlace = current !== undefined && (uri === current.uri || uri === this.#origin);
    const isShown = editor !== undefined && isPlace && !this.#host.isGhostTextShown();
    this.#screen.draw(isShown ? { candidate: current, hint: this.#hint(current, editor) } : undefined);
    this.#view.show(this.#series.items, this.#series.number);
    this.#setVisible(isShown);
    if (!isShown || this.#announced === current.id) return;
    this.#announced = current.id;
    this.#host.tell(ext.didShow, current.id);
  }

  #hint(current: Candidate, editor: vscode.TextEditor): { text: string; line: number; editor: vscode.TextEditor } {
    const { number } = this.#series;
    const isHere = editor.document.uri.toString() === current.uri;
    const place = isHere ? placeOf(current, editor.document).line : current.first;
    if (isNear(current, editor) && !isCheck(current)) return { text: acceptHint(number), line: place, editor };
    const path = isHere ? undefined : vscode.workspace.asRelativePath(vscode.Uri.parse(current.uri));
    const text = jumpHint({ candidate: current, number, path, line: place });
    return { text, line: lineForHint(editor, text), editor };
  }

  #setVisible(isVisible: boolean): void {
    if (this.#isVisible === isVisible) return;
    this.#isVisible = isVisible;
    void vscode.commands.executeCommand('setContext', CONTEXT_KEY, isVisible);
  }

  #edited({ document, contentChanges, reason }: vscode.TextDocumentChangeEvent): void {
    if (contentChanges.length === 0 || !SCHEMES.has(document.uri.scheme)) return;
    const uri = document.uri.toString();
    const moves = contentChanges.map(({ range, text }) => ({ start: range.start, end: range.end, text }));
    this.#series.edited(uri, moves, (item) => fits(item, document));
    if (this.#isTakingStep) return;
    if (document === vscode.window.activeTextEditor?.document) {
      this.#screen.mark(undefined);
      clearTimeout(this.#settling);
      this.#settling = undefined;
      this.#question?.cancel();
      if (reason !== undefined) this.#series.clear();
      else if (this.#host.isWanted(document)) this.#settle(uri);
    }
    this.draw();
  }

  #settle(uri: string): void {
    this.#origin = uri;
    this.#isSaved = false;
    this.#settling = setTimeout(() => this.#askNow('edit'), SETTLE_MS);
  }

  #askNow(cause: Cause): void {
    this.#settling = undefined;
    const editor = vscode.window.activeTextEditor;
    // What was read from disk again is no edit. Whether it is, is not known yet when the editor tells of the change.
    const isReload = cause === 'edit' && editor?.document.isDirty === false && !this.#isSaved;
    if (editor && !isReload) this.#answer = this.#ask(editor, cause);
  }

  /** What is known once the server has answered to the last edit. */
  async #settled(): Promise<void> {
    if (this.#settling) {
      clearTimeout(this.#settling);
      this.#askNow('edit');
    }
    await this.#answerOr(SETTLED_MS);
  }

  /** A model may take seconds; nobody waits that long for a key. */
  async #answerOr(milliseconds: number): Promise<void> {
    await Promise.race([this.#answer, new Promise((resolve) => setTimeout(resolve, milliseconds))]);
  }

  async #ask(editor: vscode.TextEditor, cause: Cause): Promise<void> {
    const { document } = editor;
    if (cause !== 'command' && !this.#host.isWanted(document)) return;
    this.#question?.cancel();
    const question = new vscode.CancellationTokenSource();
    this.#question = question;
    const { version } = document;
    const edits = await this.#host.ask(document, editor.selection.active, cause === 'command', question.token);
    if (question.token.isCancellationRequested || document.version !== version) return;
    const found = edits.map(toCandidate).filter((item) => item !== undefined);
    // The server may not see yet what was accepted a moment ago: what is left of the series still stands.
    if (cause !== 'series' || found.length > 0) this.#series.replace(found, cause === 'series');
    this.draw();
  }

  async #accept(current: Candidate, document: vscode.TextDocument): Promise<void> {
    if (isCheck(current)) {
      this.#see(current);
      return;
    }
    await this.#step(async () => {
      const cursor = await write(current, document);
      // Something else stands there by now.
      if (!cursor) return this.#series.drop([current.id]);
      this.#taken([current]);
      this.#origin = current.uri;
      const editor = vscode.window.activeTextEditor;
      if (editor?.document !== document) return;
      editor.selection = new vscode.Selection(cursor, cursor);
      editor.revealRange(editor.selection);
    });
  }

  #acceptMany(candidates: readonly Candidate[]): Promise<void> {
    return this.#step(async () => this.#taken(await writeAll(candidates)));
  }

  #taken(candidates: readonly Candidate[]): void {
    this.#series.take(candidates.map(({ id }) => id));
    for (const { id } of candidates) this.#host.tell(ext.didAccept, id);
  }

  /** Does something and shows what comes next: in the server's order, or in ours where it takes its time. */
  async #step(run: () => Promise<void>): Promise<void> {
    this.#isTakingStep = true;
    try {
      await run();
      this.#screen.mark(undefined);
      this.#askNow('series');
      await this.#answerOr(CONTINUE_MS);
    } finally {
      this.#isTakingStep = false;
    }
    this.draw();
  }

  async #jump(current: Candidate): Promise<void> {
    const document = await openDocument(current.uri);
    if (!document || !fits(withText(current, document), document)) {
      await this.#step(() => Promise.resolve(this.#series.drop([current.id])));
      return;
    }
    const place = cursorAt(placeOf(current, document), document);
    const editor = await vscode.window.showTextDocument(document, { selection: new vscode.Range(place, place) });
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    if (isCheck(current)) this.#see(current);
    else this.draw();
  }

  async #peek(looked: Candidate): Promise<void> {
    this.#peeked = looked;
    const document = await openDocument(looked.uri);
    if (this.#peeked !== looked || !document) return;
    const place = placeOf(looked, document);
    const editor = await vscode.window.showTextDocument(document, { preserveFocus: true, preview: true });
    editor.revealRange(new vscode.Range(place, place), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
    this.draw();
  }

  /** A place to look at is done once somebody was there. */
  #see(current: Candidate): void {
    this.#screen.mark(current);
    this.#taken([current]);
    this.#origin = current.uri;
    this.draw();
  }

  #choose(chosen: Candidate | undefined): void {
    if (chosen) this.#series.choose(chosen.id);
  }

  #inTurn(run: () => Promise<void>): Promise<void> {
    this.#keys = this.#keys.then(run, run);
    return this.#keys;
  }
}

/** Before one's eyes: in this editor, on the screen, and a few lines from the cursor at most. */
function isNear(current: Candidate, editor: vscode.TextEditor): boolean {
  if (editor.document.uri.toString() !== current.uri) return false;
  const place = placeOf(current, editor.document);
  const isOnScreen = editor.visibleRanges.some((range) => range.contains(place));
  return isOnScreen && Math.abs(place.line - editor.selection.active.line) <= NEAR_LINES;
}

/** The cursor's line, else one right beside it that leaves room on the screen for what stands behind its end. */
function lineForHint({ document, selection }: vscode.TextEditor, text: string): number {
  const { line } = selection.active;
  const width = (at: number) => (lines(document)(at)?.length ?? Infinity) + text.length;
  const beside = [line, line + 1, line - 1, line + 2, line - 2];
  return (
    beside.find((at) => width(at) <= HINT_END) ?? beside.toSorted((one, other) => width(one) - width(other))[0] ?? line
  );
}

/** Where lines come behind a line, the cursor stands before that line, not between the two. */
function cursorAt(place: vscode.Position, document: vscode.TextDocument): vscode.Position {
  const line = document.lineAt(place.line);
  return place.isEqual(line.range.end) ? place.with(undefined, line.firstNonWhitespaceCharacterIndex) : place;
}

function toCandidate(edit: ext.NextEdit): Candidate | undefined {
  const uri = vscode.Uri.parse(edit.textDocument.uri).toString();
  const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === uri);
  const { version } = edit.textDocument;
  if (document && version !== null && version !== document.version) return undefined;
  const found = candidate(edit, uri, document ? lines(document) : () => undefined);
  const isSame = found?.old?.join('\n') === found?.lines.join('\n');
  return found && (isCheck(found) || !isSame || found.lines.length !== found.old?.length) ? found : undefined;
}

/** A place in a document that was closed when the server told of it, and whose text it did not tell. */
function withText(current: Candidate, document: vscode.TextDocument): Candidate {
  if (current.old) return current;
  const lineAt = lines(document);
  current.old = Array.from({ length: current.end - current.first }, (_, at) => lineAt(current.first + at) ?? '');
  return current;
}
