/**
 * The extension's settings. What the server reads of the section `sapwood` is passed on as it is and not interpreted here.
 */
import * as vscode from 'vscode';

export const SECTION = 'sapwood';

/** The server's path as the user set it; empty where it is to be looked for. */
export function serverPath(): string {
  return vscode.workspace.getConfiguration(SECTION).get<string>('server.path', '').trim();
}

/** Variables added to the server's environment. */
export function serverEnvironment(): Record<string, string> {
  return vscode.workspace.getConfiguration(SECTION).get<Record<string, string>>('server.env', {});
}

/** Whether anybody wants to be told what must change next. */
export function nextEditsEnabled(): boolean {
  return vscode.workspace.getConfiguration(SECTION).get<boolean>('nextEdit.enabled', true);
}

/** The settings that the server gets at its start; later ones it asks for itself. */
export function initializationOptions(): unknown {
  return JSON.parse(JSON.stringify(vscode.workspace.getConfiguration(SECTION)));
}
