/**
 * "Explain why": what the server says about its last answer at the cursor, also where that was silence.
 */
import * as vscode from 'vscode';

import type { Ctx } from './ctx.ts';
import { explanationPage, nothingPage } from './explain_text.ts';
import * as ext from './lsp_ext.ts';
import type { TextPages } from './pages.ts';

export async function explainWhy(ctx: Ctx, pages: TextPages): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const { client } = ctx;
  if (!editor || !client) {
    void vscode.window.showInformationMessage(
      editor ? 'The Sapwood server does not run.' : 'Put the cursor where a suggestion was expected.',
    );
    return;
  }
  const { document, selection } = editor;
  if (ctx.pauses.includes(document.languageId)) {
    void vscode.window.showInformationMessage('Nothing was asked for: completions are paused here.');
    return;
  }
  const textDocument = client.code2ProtocolConverter.asTextDocumentIdentifier(document);
  const position = client.code2ProtocolConverter.asPosition(selection.active);
  const here = await client.sendRequest(ext.explain, { textDocument, position });
  const file = vscode.workspace.asRelativePath(document.uri);
  const page =
    here.answers.length > 0
      ? explanationPage(here.answers, `${file}:${position.line + 1}`, document.languageId)
      : nothingPage((await client.sendRequest(ext.explain, { textDocument })).answers, file, document.languageId);
  await pages.showMarkdown('Why', page);
}
