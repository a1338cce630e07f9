/**
 * "Search code graph": places as one types, each shown in the editor while it is selected, and gone again on Escape.
 */
import * as path from 'node:path';
import * as vscode from 'vscode';

import type { Ctx } from './ctx.ts';
import * as ext from './lsp_ext.ts';

const DEBOUNCE_MS = 90;
const LIMIT = 40;

type Place = vscode.QuickPickItem & { uri: vscode.Uri; range: vscode.Range; name: string | undefined };

/** Codicons for the kinds of definitions whose icon has another name. */
const ICONS: Record<string, string> = {
  function: 'symbol-method',
  type: 'symbol-class',
  trait: 'symbol-interface',
  fragment: 'code',
  section: 'book',
  macro: 'symbol-keyword',
  test: 'beaker',
};

export function searchGraph(ctx: Ctx): void {
  const picker = vscode.window.createQuickPick<Place>();
  const peek = new Peek();
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;
  const run = async (query: string) => {
    const own = ++latest;
    picker.busy = true;
    const places = await search(ctx, query);
    if (own !== latest) return;
    picker.items = places;
    picker.busy = false;
  };
  picker.title = 'Search code graph';
  picker.placeholder = 'A name, Owner.name, "quoted text", path:LINE, or a question in words';
  picker.matchOnDescription = true;
  picker.onDidChangeValue((query) => {
    clearTimeout(timer);
    timer = setTimeout(() => void run(query), DEBOUNCE_MS);
  });
  picker.onDidChangeActive(([place]) => void (place && peek.show(place, true)));
  picker.onDidAccept(() => {
    const [place] = picker.activeItems;
    peek.keep();
    picker.hide();
    if (place) void peek.show(place, false);
  });
  picker.onDidHide(() => {
    clearTimeout(timer);
    latest += 1;
    picker.dispose();
    void peek.end();
  });
  picker.show();
}

async function search(ctx: Ctx, query: string): Promise<Place[]> {
  if (!ctx.client || query.trim() === '') return [];
  try {
    const answer = await ctx.client.sendRequest(ext.search, { query, limit: LIMIT });
    return answer.hits.map(toPlace);
  } catch (error) {
    ctx.output.warn(`sapwood/search: ${String(error)}`);
    return [];
  }
}

function toPlace(hit: ext.SearchHit): Place {
  const uri = vscode.Uri.parse(hit.uri);
  const { start, end } = hit.symbolRange ?? hit.range;
  const file = vscode.workspace.asRelativePath(uri);
  return {
    label: `$(${ICONS[hit.kind] ?? `symbol-${hit.kind}`}) ${hit.symbol ?? path.basename(file)}`,
    description: `${file}:${start.line + 1}`,
    detail: sayingLine(hit.preview),
    // The server has ranked already; the editor's own filter would hide what matches by meaning.
    alwaysShow: true,
    uri,
    name: hit.symbol?.split(/[.:#]+/).at(-1),
    range: new vscode.Range(start.line, start.character, end.line, end.character),
  };
}

/** Beginnings of lines that are comments in one language or another. */
const COMMENT = /^\s*(\/\/|\/\*|\*|#(?!\[|include|define)|--|"""|<!--)/;

/** The first line that is no comment, else the first that holds anything. */
function sayingLine(text: string): string {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  return (lines.find((line) => !COMMENT.test(line)) ?? lines[0] ?? '').trim();
}

/** Where the name stands in the definition: a definition's range begins with its comments. */
function nameIn(document: vscode.TextDocument, { name, range }: Place): vscode.Position {
  if (name === undefined) return range.start;
  const word = new RegExp(`(?<![\\w$])${escaped(name)}(?![\\w$])`);
  const last = Math.min(range.end.line, document.lineCount - 1);
  for (let number = range.start.line; number <= last; number += 1) {
    const { text } = document.lineAt(number);
    const column = COMMENT.test(text) ? -1 : text.search(word);
    if (column >= 0) return new vscode.Position(number, column);
  }
  return range.start;
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** Shows places with their lines marked, and brings back what was shown before where none is taken. */
class Peek {
  readonly #mark = vscode.window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new vscode.ThemeColor('editor.rangeHighlightBackground'),
  });
  readonly #before = vscode.window.activeTextEditor;
  readonly #selection = this.#before?.selection;
  #isTaken = false;

  keep(): void {
    this.#isTaken = true;
  }

  async show(place: Place, isPreview: boolean): Promise<void> {
    const document = await vscode.workspace.openTextDocument(place.uri);
    const cursor = nameIn(document, place);
    const editor = await vscode.window.showTextDocument(document, {
      preview: true,
      preserveFocus: isPreview,
      selection: new vscode.Range(cursor, cursor),
    });
    editor.revealRange(new vscode.Range(cursor, cursor), vscode.TextEditorRevealType.InCenter);
    if (isPreview) editor.setDecorations(this.#mark, [place.range]);
  }

  async end(): Promise<void> {
    this.#mark.dispose();
    if (this.#isTaken || !this.#before || !this.#selection) return;
    await vscode.window.showTextDocument(this.#before.document, {
      viewColumn: this.#before.viewColumn ?? vscode.ViewColumn.Active,
      selection: this.#selection,
    });
  }
}
