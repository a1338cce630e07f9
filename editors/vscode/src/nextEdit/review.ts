/**
 * All that follows as a list to go through: everything is ticked, and the place of each row is shown in the editor. The
 * editor's own preview of a refactoring has nothing ticked at first, so that applying it would do nothing.
 */
import * as vscode from 'vscode';

import type { Candidate } from './edit.ts';
import { summary } from './hint.ts';

type Row = vscode.QuickPickItem & { candidate?: Candidate };

/** Gives what stays ticked, nothing where somebody left. `show` is told which row is looked at. */
export async function review(
  candidates: readonly Candidate[],
  show: (candidate: Candidate) => Promise<void>,
): Promise<Candidate[]> {
  const before = vscode.window.activeTextEditor;
  const selection = before?.selection;
  const chosen = await pick(candidates, show);
  if (chosen.length === 0 && before && selection) {
    const viewColumn = before.viewColumn ?? vscode.ViewColumn.Active;
    await vscode.window.showTextDocument(before.document, { viewColumn, selection });
  }
  return chosen;
}

function pick(candidates: readonly Candidate[], show: (candidate: Candidate) => Promise<void>): Promise<Candidate[]> {
  const picker = vscode.window.createQuickPick<Row>();
  picker.title = 'Accept all next edits';
  picker.placeholder = 'Enter accepts what is ticked';
  picker.canSelectMany = true;
  picker.matchOnDescription = true;
  picker.items = rows(candidates);
  picker.selectedItems = picker.items.filter(({ candidate }) => candidate);
  return new Promise((resolve) => {
    let chosen: Candidate[] = [];
    picker.onDidChangeActive(([active]) => {
      if (active?.candidate) void show(active.candidate);
    });
    picker.onDidAccept(() => {
      chosen = picker.selectedItems.map(({ candidate }) => candidate).filter((candidate) => candidate !== undefined);
      picker.hide();
    });
    picker.onDidHide(() => {
      picker.dispose();
      resolve(chosen);
    });
    picker.show();
  });
}

/** By file, in the order of the files in the series. */
function rows(candidates: readonly Candidate[]): Row[] {
  const files = [...new Set(candidates.map(({ uri }) => uri))];
  return files.flatMap((uri) => {
    const path = vscode.workspace.asRelativePath(vscode.Uri.parse(uri));
    const own = candidates
      .filter((candidate) => candidate.uri === uri)
      .toSorted((one, other) => one.first - other.first);
    const separator: Row = { label: path, kind: vscode.QuickPickItemKind.Separator };
    return [separator, ...own.map((candidate) => row(candidate))];
  });
}

function row(candidate: Candidate): Row {
  return { label: `${candidate.first + 1}: ${summary(candidate)}`, description: candidate.reason, candidate };
}
