/**
 * The commands, each a name and what it does. Those that show more than a message have a file of their own.
 */
import * as vscode from 'vscode';

import type { Ctx } from './ctx.ts';
import { explainWhy } from './explain.ts';
import { showMenu } from './menu.ts';
import type { Candidate } from './nextEdit/edit.ts';
import { searchGraph } from './search.ts';
import { showStatistics } from './stats.ts';
import { TextPages } from './pages.ts';

const EXTENSION_ID = 'sapwood.sapwood';

export function registerCommands(ctx: Ctx): void {
  const pages = new TextPages();
  const register = (name: string, run: (...given: never[]) => unknown) =>
    ctx.extension.subscriptions.push(vscode.commands.registerCommand(`sapwood.${name}`, run));
  ctx.extension.subscriptions.push(pages);
  register('menu', () => showMenu(ctx));
  register('explainWhy', () => explainWhy(ctx, pages));
  register('searchGraph', () => searchGraph(ctx));
  register('stats', () => showStatistics(ctx, pages));
  register('pause', () => ctx.pauses.toggleEverywhere());
  register('pauseLanguage', () => pauseLanguage(ctx));
  register('restartServer', () => ctx.restart());
  register('reindexWorkspace', () => reindex(ctx));
  register('showOutput', () => ctx.output.show());
  register('openSettings', () => openSettings(`@ext:${EXTENSION_ID}`));
  register('setServerPath', () => openSettings('sapwood.server.path'));
  register('getStarted', () =>
    vscode.commands.executeCommand('workbench.action.openWalkthrough', `${EXTENSION_ID}#start`, false),
  );
  register('dismiss', () => ctx.feedback.dismiss());
  register('acceptNextWord', () => ctx.feedback.acceptNextWord());
  register('showNextEdit', () => ctx.nextEdits.show());
  register('tabNextEdit', () => ctx.nextEdits.tab());
  register('dismissNextEdit', () => ctx.nextEdits.dismiss());
  register('acceptNextEdit', (chosen?: Candidate) => ctx.nextEdits.accept(chosen));
  register('skipNextEdit', (chosen?: Candidate) => ctx.nextEdits.skip(chosen));
  register('openNextEdit', (chosen: Candidate) => ctx.nextEdits.open(chosen));
  register('stopNextEdits', () => ctx.nextEdits.stop());
  register('acceptNextEditsInFile', (file?: { uri: string }) => ctx.nextEdits.acceptInFile(file?.uri));
  register('acceptAllNextEdits', () => ctx.nextEdits.acceptAll());
}

async function pauseLanguage(ctx: Ctx): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId;
  if (language !== undefined) await ctx.pauses.toggle(language);
}

async function reindex(ctx: Ctx): Promise<void> {
  await ctx.client?.sendRequest('workspace/executeCommand', { command: 'sapwood.reindex', arguments: [] });
  await ctx.status.refresh();
}

async function openSettings(query: string): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.openSettings', query);
}
