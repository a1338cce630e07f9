/**
 * The menu behind the status bar item.
 */
import * as vscode from 'vscode';

import type { Ctx } from './ctx.ts';
import { menuSummary } from './status_text.ts';

type Entry = vscode.QuickPickItem & { command?: string };

export async function showMenu(ctx: Ctx): Promise<void> {
  const language = vscode.window.activeTextEditor?.document.languageId;
  const entries: Entry[] = [
    { label: '$(question) Explain why', description: 'how the last suggestion came about', command: 'explainWhy' },
    {
      label: '$(arrow-right) Next edit',
      description: 'what must follow from the last changes',
      command: 'showNextEdit',
    },
    { label: '$(search) Search code graph', command: 'searchGraph' },
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    pauseEntry(ctx.pauses.everywhere, 'everywhere', 'pause'),
    ...(language === undefined || ctx.pauses.everywhere
      ? []
      : [pauseEntry(ctx.pauses.includes(language), `for ${language}`, 'pauseLanguage')]),
    { label: '', kind: vscode.QuickPickItemKind.Separator },
    { label: '$(graph) Statistics', description: 'shown, accepted, kept; they stay on this machine', command: 'stats' },
    { label: '$(gear) Open settings', command: 'openSettings' },
    { label: '$(output) Show output', command: 'showOutput' },
    { label: '$(debug-restart) Restart server', command: 'restartServer' },
  ];
  const placeHolder = menuSummary(ctx.status.facts);
  const chosen = await vscode.window.showQuickPick(entries, { title: 'Sapwood', placeHolder });
  if (chosen?.command !== undefined) await vscode.commands.executeCommand(`sapwood.${chosen.command}`);
}

function pauseEntry(isPaused: boolean, where: string, command: string): Entry {
  return isPaused
    ? { label: `$(play) Resume completions ${where}`, command }
    : { label: `$(debug-pause) Pause completions ${where}`, command };
}
