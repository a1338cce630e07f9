/**
 * Where the editor enters and leaves. Nothing is decided here.
 */
import type * as vscode from 'vscode';

import { registerCommands } from './commands.ts';
import { Ctx } from './ctx.ts';

let ctx: Ctx | undefined;

export async function activate(extension: vscode.ExtensionContext): Promise<void> {
  ctx = new Ctx(extension);
  registerCommands(ctx);
  await ctx.start();
}

export async function deactivate(): Promise<void> {
  await ctx?.stop();
  ctx = undefined;
}
