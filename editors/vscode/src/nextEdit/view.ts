/**
 * The list at the side: what is to be changed next, by file, with the reasons. It shows a series and decides nothing.
 */
import * as vscode from 'vscode';

import { isCheck, type Candidate } from './edit.ts';
import { diffBlock, summary, sure } from './hint.ts';

const VIEW = 'sapwood.nextEdits';
/** As many rows as somebody may want to look at; the rest is counted. */
const MOST_ROWS = 500;

type Node = { uri: string; items: Candidate[] } | Candidate;

export class SeriesView implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #view: vscode.TreeView<Node>;
  readonly onDidChangeTreeData = this.#changed.event;
  #items: readonly Candidate[] = [];
  #current: string | undefined;

  constructor() {
    this.#view = vscode.window.createTreeView(VIEW, { treeDataProvider: this });
  }

  show(items: readonly Candidate[], number: { index: number; total: number } | undefined): void {
    if (this.#items === items && this.#current === items[0]?.id) return;
    this.#items = items;
    this.#current = items[0]?.id;
    this.#view.description = number ? `${number.index} of ${number.total}` : '';
    this.#view.message = items.length > MOST_ROWS ? `The first ${MOST_ROWS} of ${items.length}.` : '';
    void vscode.commands.executeCommand('setContext', 'sapwood.nextEditSeries', items.length > 0);
    this.#changed.fire();
  }

  getChildren(node?: Node): Node[] {
    if (node) return 'items' in node ? node.items : [];
    const files = new Map<string, Candidate[]>();
    for (const item of this.#items.slice(0, MOST_ROWS)) files.set(item.uri, [...(files.get(item.uri) ?? []), item]);
    return [...files].map(([uri, items]) => ({ uri, items: items.toSorted((one, other) => one.first - other.first) }));
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return 'items' in node ? fileItem(node) : this.#placeItem(node);
  }

  dispose(): void {
    this.#view.dispose();
    this.#changed.dispose();
  }

  #placeItem(candidate: Candidate): vscode.TreeItem {
    const item = new vscode.TreeItem(`${candidate.first + 1}: ${summary(candidate)}`);
    item.id = candidate.id;
    item.description = candidate.reason;
    item.iconPath = new vscode.ThemeIcon(icon(candidate, candidate.id === this.#current));
    item.contextValue = isCheck(candidate) ? 'check' : 'edit';
    item.command = { title: 'Open', command: 'sapwood.openNextEdit', arguments: [candidate] };
    item.tooltip = new vscode.MarkdownString().appendText(candidate.reason);
    if (!isCheck(candidate)) item.tooltip.appendMarkdown(`\n\n${diffBlock(candidate)}\n\n`).appendText(sure(candidate));
    return item;
  }
}

function fileItem({ uri, items }: { uri: string; items: Candidate[] }): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.Uri.parse(uri), vscode.TreeItemCollapsibleState.Expanded);
  item.id = uri;
  item.iconPath = vscode.ThemeIcon.File;
  item.description = `${items.length}`;
  item.contextValue = 'file';
  return item;
}

function icon(candidate: Candidate, isCurrent: boolean): string {
  if (isCurrent) return 'arrow-right';
  return isCheck(candidate) ? 'eye' : 'edit';
}
