/**
 * Statistics: what the server's own command prints, as a read-only document.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import * as vscode from 'vscode';

import * as config from './config.ts';
import type { Ctx } from './ctx.ts';
import type { TextPages } from './pages.ts';

const TIMEOUT_MS = 10_000;

export async function showStatistics(ctx: Ctx, pages: TextPages): Promise<void> {
  if (ctx.serverCommand === undefined) {
    void vscode.window.showInformationMessage('The Sapwood server was not found.');
    return;
  }
  const cwd = vscode.workspace.workspaceFolders?.find((folder) => folder.uri.scheme === 'file')?.uri.fsPath;
  const env = { ...process.env, ...config.serverEnvironment(), NO_COLOR: '1' };
  try {
    const { stdout } = await promisify(execFile)(ctx.serverCommand, ['stats'], { cwd, env, timeout: TIMEOUT_MS });
    await pages.showText('Sapwood statistics', stdout);
  } catch (error) {
    ctx.output.error(String(error));
    void vscode.window.showErrorMessage('Statistics could not be read; the output says more.');
  }
}
