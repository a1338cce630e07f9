/**
 * Draws one suggestion with the editor's decorations: words struck out and words to come where they belong, an arrow in the
 * gutter, and what Tab does. What is drawn where was decided before.
 */
import * as vscode from 'vscode';

import { isCheck, type Candidate } from './edit.ts';
import { diffBlock, sure } from './hint.ts';
import { picture, type Picture } from './picture.ts';

/** What is to be seen: the change itself wherever its document is open, and the hint in the editor with the cursor. */
export interface Scene {
  candidate: Candidate;
  /** What Tab does, and the line behind which it is said. */
  hint: { text: string; line: number; editor: vscode.TextEditor } | undefined;
}

/** Of a reason, beside the code; the rest is seen with the mouse. */
const MOST_LETTERS = 80;

type Layer = 'removed' | 'added' | 'place' | 'check' | 'hint';
type Layers = Record<Layer, vscode.DecorationOptions[]>;

function colour(id: string): vscode.ThemeColor {
  return new vscode.ThemeColor(id);
}

/** Text that comes. */
const ADDED = {
  color: colour('editor.foreground'),
  backgroundColor: colour('diffEditor.insertedTextBackground'),
  ...framed('diffEditor.insertedTextBorder'),
};
/** What is said about it, as a key's cap beside the code. */
const SAID = {
  color: colour('editorInlayHint.foreground'),
  backgroundColor: colour('editorInlayHint.background'),
  border: '1px solid; border-radius: 3px; padding: 0 0.6ch; font-size: 0.85em',
  borderColor: colour('editorWidget.border'),
  margin: '0 0 0 2ch',
};

export class Screen implements vscode.Disposable {
  readonly #types: Record<Layer, vscode.TextEditorDecorationType>;
  /** A place that was looked at; it stays marked until the next change. */
  #seen: Candidate | undefined;
  #drawn = new Map<vscode.TextEditor, string>();

  constructor(extension: vscode.Uri) {
    this.#types = decorationTypes(extension);
  }

  draw(scene: Scene | undefined): void {
    for (const editor of vscode.window.visibleTextEditors) this.#drawIn(editor, scene);
    for (const editor of this.#drawn.keys()) {
      if (!vscode.window.visibleTextEditors.includes(editor)) this.#drawn.delete(editor);
    }
  }

  mark(seen: Candidate | undefined): void {
    this.#seen = seen;
  }

  dispose(): void {
    for (const type of Object.values(this.#types)) type.dispose();
  }

  #drawIn(editor: vscode.TextEditor, scene: Scene | undefined): void {
    const layers: Layers = { removed: [], added: [], place: [], check: [], hint: [] };
    const uri = editor.document.uri.toString();
    for (const candidate of [this.#seen, scene?.candidate]) {
      if (candidate?.uri !== uri) continue;
      if (isCheck(candidate)) layers.check.push(checkMark(candidate, editor.document));
      else addPicture(layers, candidate, editor);
    }
    if (scene?.hint?.editor === editor) addHint(layers, scene.hint.text, scene.hint.line, editor.document);
    // The same again would only make the editor work, and flicker.
    const state = `${editor.document.version} ${JSON.stringify(layers)}`;
    const isEmpty = Object.values(layers).every((marks) => marks.length === 0);
    if (this.#drawn.get(editor) === state || (isEmpty && !this.#drawn.has(editor))) return;
    for (const [layer, marks] of Object.entries(layers)) editor.setDecorations(this.#types[layer as Layer], marks);
    if (isEmpty) this.#drawn.delete(editor);
    else this.#drawn.set(editor, state);
  }
}

/** Where Tab takes the cursor. */
export function placeOf(candidate: Candidate, document: vscode.TextDocument): vscode.Position {
  const { line, column } = pictureIn(candidate, document, 4).place;
  return document.validatePosition(new vscode.Position(line, column));
}

/** Pictures are asked for at every move of the cursor, and differ only where the document does. */
const pictures = new WeakMap<Candidate, { state: string; drawn: Picture }>();

function pictureIn(candidate: Candidate, document: vscode.TextDocument, tabSize: number): Picture {
  const state = `${document.version} ${tabSize}`;
  const known = pictures.get(candidate);
  if (known?.state === state) return known.drawn;
  const lineAt = (line: number) => (line >= 0 && line < document.lineCount ? document.lineAt(line).text : '');
  const drawn = picture(candidate, candidate.old ?? [], { lineCount: document.lineCount, lineAt, tabSize });
  pictures.set(candidate, { state, drawn });
  return drawn;
}

function addPicture(layers: Layers, candidate: Candidate, editor: vscode.TextEditor): void {
  const tabSize = typeof editor.options.tabSize === 'number' ? editor.options.tabSize : 4;
  const { removed, added, place } = pictureIn(candidate, editor.document, tabSize);
  for (const { line, start, end } of removed) layers.removed.push({ range: new vscode.Range(line, start, line, end) });
  for (const { line, column, gap, text } of added) {
    const after = { contentText: unbroken(text), ...(gap > 0 ? { margin: `0 0 0 ${gap}ch` } : {}) };
    layers.added.push({ range: new vscode.Range(line, column, line, column), renderOptions: { after } });
  }
  layers.place.push({ range: lineRange(editor.document, place.line), hoverMessage: hover(candidate) });
}

function checkMark(candidate: Candidate, document: vscode.TextDocument): vscode.DecorationOptions {
  const first = document.lineAt(Math.min(candidate.first, document.lineCount - 1));
  const last = document.lineAt(Math.min(Math.max(candidate.end - 1, candidate.first), document.lineCount - 1));
  const start = new vscode.Position(first.lineNumber, first.firstNonWhitespaceCharacterIndex);
  const after = { contentText: unbroken(shortened(candidate.reason)) };
  return {
    range: new vscode.Range(start, last.range.end),
    hoverMessage: hover(candidate),
    renderOptions: { after },
  };
}

/** Behind everything that stands in the line and comes to its end. */
function addHint(layers: Layers, text: string, line: number, document: vscode.TextDocument): void {
  const end = document.lineAt(Math.min(line, document.lineCount - 1)).range.end;
  const at = layers.added.findIndex(({ range }) => range.end.isEqual(end));
  const [last] = at < 0 ? [] : layers.added.splice(at, 1);
  const after = { contentText: unbroken(text) };
  // Of one decoration the order is certain.
  const before = last?.renderOptions?.after && { ...ADDED, ...last.renderOptions.after };
  layers.hint.push({ range: new vscode.Range(end, end), renderOptions: before ? { before, after } : { after } });
}

function lineRange(document: vscode.TextDocument, line: number): vscode.Range {
  return document.lineAt(Math.min(line, document.lineCount - 1)).range;
}

function shortened(sentence: string): string {
  return sentence.length > MOST_LETTERS ? `${sentence.slice(0, MOST_LETTERS)}…` : sentence;
}

/** The editor draws a run of blanks as one, unless they do not break. */
function unbroken(text: string): string {
  return text.replaceAll(' ', '\u00a0');
}

/** The reason, the change as a whole, and what can be done, for who rests the mouse on the line. */
function hover(candidate: Candidate): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: ['sapwood.acceptNextEdit', 'sapwood.skipNextEdit', 'sapwood.stopNextEdits'] };
  text.appendText(candidate.reason).appendMarkdown(`\n\n`);
  if (!isCheck(candidate)) text.appendMarkdown(`${diffBlock(candidate)}\n\n`);
  text.appendText(sure(candidate));
  const ways = '[Skip](command:sapwood.skipNextEdit) · [Stop](command:sapwood.stopNextEdits)';
  text.appendMarkdown(isCheck(candidate) ? `\n\n${ways}` : `\n\n[Accept](command:sapwood.acceptNextEdit) · ${ways}`);
  return text;
}

function decorationTypes(extension: vscode.Uri): Record<Layer, vscode.TextEditorDecorationType> {
  return {
    removed: create({
      backgroundColor: colour('diffEditor.removedTextBackground'),
      textDecoration: 'line-through',
      ...framed('diffEditor.removedTextBorder'),
    }),
    added: create({ after: ADDED }),
    place: create({
      gutterIconSize: 'contain',
      overviewRulerColor: colour('editorOverviewRuler.addedForeground'),
      light: arrow(extension, 'light'),
      dark: arrow(extension, 'dark'),
    }),
    check: create({
      after: SAID,
      border: '1px dashed',
      borderColor: colour('editorInfo.foreground'),
      gutterIconSize: 'contain',
      overviewRulerColor: colour('editorOverviewRuler.infoForeground'),
      light: arrow(extension, 'light'),
      dark: arrow(extension, 'dark'),
    }),
    hint: create({ after: SAID }),
  };
}

/** Themes of high contrast have frames in the place of backgrounds. */
function framed(id: string): { border?: string; borderColor?: vscode.ThemeColor } {
  const { kind } = vscode.window.activeColorTheme;
  const hasFrames = kind === vscode.ColorThemeKind.HighContrast || kind === vscode.ColorThemeKind.HighContrastLight;
  return hasFrames ? { border: '1px solid', borderColor: colour(id) } : {};
}

function create(options: vscode.DecorationRenderOptions): vscode.TextEditorDecorationType {
  const rangeBehavior = vscode.DecorationRangeBehavior.ClosedClosed;
  return vscode.window.createTextEditorDecorationType({ rangeBehavior, ...options });
}

function arrow(extension: vscode.Uri, theme: 'light' | 'dark'): { gutterIconPath: vscode.Uri } {
  return { gutterIconPath: vscode.Uri.joinPath(extension, 'media', `next-edit-${theme}.svg`) };
}
