/**
 * Writes accepted suggestions into documents, one undo step for each, after looking whether what they replace still stands.
 */
import * as vscode from 'vscode';

import { replacement, standing, type Candidate } from './edit.ts';

/** Whether `candidate` still fits `document`. */
export function fits(candidate: Candidate, document: vscode.TextDocument): boolean {
  const lineAt = lines(document);
  const now = standing(candidate, lineAt);
  if (!now || candidate.first > document.lineCount || !candidate.old) return false;
  return now.length === candidate.old.length && now.every((line, at) => line === candidate.old?.[at]);
}

export function lines(document: vscode.TextDocument): (line: number) => string | undefined {
  return (line) => (line >= 0 && line < document.lineCount ? document.lineAt(line).text : undefined);
}

/** Writes one. Gives where its text ends, `undefined` where it could not be written. */
export async function write(candidate: Candidate, document: vscode.TextDocument): Promise<vscode.Position | undefined> {
  if (!fits(candidate, document)) return undefined;
  const change = replacement(candidate, candidate.old ?? [], document.lineCount, lines(document));
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, range(change), change.text);
  if (!(await vscode.workspace.applyEdit(edit))) return undefined;
  const cursor = document.validatePosition(new vscode.Position(change.cursor.line, change.cursor.character));
  // Not within a word of which the beginning changed.
  return document.getWordRangeAtPosition(cursor)?.end ?? cursor;
}

/** Writes many, each file in a step of its own. Gives those that were written. */
export async function writeAll(candidates: readonly Candidate[]): Promise<Candidate[]> {
  const chosen = apart(candidates);
  const files = [...new Set(chosen.map(({ uri }) => uri))];
  const written: Candidate[] = [];
  for (const uri of files) {
    const own = chosen.filter((candidate) => candidate.uri === uri);
    written.push(...(await writeFile(uri, own)));
  }
  return written;
}

async function writeFile(uri: string, candidates: Candidate[]): Promise<Candidate[]> {
  const document = await openDocument(uri);
  if (!document) return [];
  const fitting = candidates.filter((candidate) => fits(candidate, document));
  const edit = new vscode.WorkspaceEdit();
  for (const candidate of fitting) {
    const change = replacement(candidate, candidate.old ?? [], document.lineCount, lines(document));
    edit.replace(document.uri, range(change), change.text);
  }
  return fitting.length > 0 && (await vscode.workspace.applyEdit(edit)) ? fitting : [];
}

/** The document, opened where it is not; `undefined` where there is none any more. */
export async function openDocument(uri: string): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
  } catch {
    return undefined;
  }
}

/** Those that do not touch a better one. */
function apart(candidates: readonly Candidate[]): Candidate[] {
  const chosen: Candidate[] = [];
  for (const candidate of candidates) {
    if (!chosen.some((other) => touch(candidate, other))) chosen.push(candidate);
  }
  return chosen;
}

function touch(one: Candidate, other: Candidate): boolean {
  if (one.uri !== other.uri) return false;
  return one.first === other.first || (one.first < other.end && other.first < one.end);
}

function range({ start, end }: ReturnType<typeof replacement>): vscode.Range {
  return new vscode.Range(start.line, start.character, end.line, end.character);
}
