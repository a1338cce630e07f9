// A person changes one thing, and Tab does what must follow. What became of it is read from disk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';

import { changing, renamed } from './lib/changing.mjs';
import { CodeServer } from './lib/code_server.mjs';
import { freshFolder } from './lib/paths.mjs';
import { EditorWindow } from './lib/window.mjs';

describe('next edits', () => {
  const scene = {};
  before(async () => {
    const workspace = freshFolder('projects', 'next-edit');
    scene.projects = changing(workspace);
    scene.editor = await CodeServer.start('next-edit', workspace, {
      'files.autoSave': 'off',
    });
    scene.window = await EditorWindow.open(scene.editor.url);
  });
  after(async () => {
    await scene.window?.screenshot('next-edit-last');
    await scene.window?.close();
    scene.editor?.stop();
  });

  /** Opens a file once the server is ready. */
  async function open(path) {
    const { window, projects } = scene;
    await window.waitForStatus(/Sapwood: local/);
    await window.openFile(path);
    return { window, file: projects.at(path), text: projects.files[path] };
  }

  /** Everything that was changed, by path; the editor has no file open afterwards. */
  async function saved() {
    const { window, projects } = scene;
    await window.command('File: Save All');
    await window.until(async () => (await window.page.locator('.tab.dirty').count()) === 0, 'everything is saved');
    await window.command('View: Close All Editors');
    const all = Object.keys(projects.files).map((path) => [path, readFileSync(projects.at(path), 'utf8')]);
    const changed = all.filter(([path, text]) => text !== projects.files[path]);
    for (const [path, text] of changed) projects.files[path] = text;
    return Object.fromEntries(changed);
  }

  test('a parameter is renamed: Tab goes through its uses', async () => {
    const path = 'bank/src/transfer.rs';
    const { window, file, text } = await open(path);
    await window.select('pub fn transfer', 'amount', file);
    await window.type('money');
    await window.waitForHint();
    await window.screenshot('next-edit-inline');
    const steps = await window.followAll();
    const story = JSON.stringify(steps, null, 1);
    assert.ok(
      steps.some(({ texts }) => texts.includes('money')),
      `the new name stands beside the old one: ${story}`,
    );
    assert.ok(
      steps.some(({ hint }) => /^Tab to jump · line 20/.test(hint)),
      `what is far is jumped to: ${story}`,
    );
    assert.deepEqual(await saved(), { [path]: renamed(text, 'amount', 'money') }, story);
  });

  test('a parameter is removed: Tab goes to the callers in four files', async () => {
    const path = 'letters/src/mail.ts';
    const { window, file, text } = await open(path);
    const expected = { [path]: text.replace(', retries: number', '') };
    for (const name of ['welcome', 'remind', 'invoice', 'farewell']) {
      const caller = `letters/src/${name}.ts`;
      expected[caller] = scene.projects.files[caller].replace('(address, text, 3)', '(address, text)');
    }
    await window.select('export function send', ', retries: number', file);
    await window.press('Delete');
    await window.waitForHint(/^Tab to jump · letters\/src\/\w+\.ts:5 \(1 of \d+\)$/);
    await window.screenshot('next-edit-jump');
    const steps = await window.followAll();
    assert.deepEqual(await saved(), expected, JSON.stringify(steps, null, 1));
  });

  test('an edit is repeated: Tab makes it the third time, and one step undoes it', async () => {
    const path = 'meter/readings.py';
    const { window, file, text } = await open(path);
    for (const name of ['load', 'smooth']) {
      await window.select(`print("${name}"`, 'print', file);
      await window.type('log.info');
    }
    await window.waitForHint();
    await window.screenshot('next-edit-repeat');
    const steps = await window.followAll();
    await window.press('Control+z');
    await window.waitForNoHint();
    await window.press('Control+Shift+z');
    const changed = await saved();
    assert.equal(changed[path], text.replaceAll('print(', 'log.info('), JSON.stringify(steps, null, 1));
  });

  test('the list shows all that follows, and accepts it with a preview', async () => {
    const path = 'goods/ship.go';
    const { window, file, text } = await open(path);
    const callers = ['books', 'chairs', 'lamps', 'tables'].map((name) => `goods/${name}.go`);
    const expected = { [path]: text.replace(', fast bool', '') };
    for (const caller of callers) expected[caller] = scene.projects.files[caller].replace(', true)', ')');
    await window.page.locator('.pane-header', { hasText: 'Next Edits' }).click();
    await window.press('Control+1');
    await window.select('func Ship', ', fast bool', file);
    await window.press('Delete');
    await window.waitForHint();
    const rows = window.page.locator('.pane', { hasText: 'Next Edits' }).last().locator('.monaco-list-row');
    await window.until(async () => (await rows.allInnerTexts()).some((row) => row.includes('books.go')), 'the list');
    await window.screenshot('next-edit-list');
    await window.command('Sapwood: Accept All Next Edits with Preview');
    await window.page.locator('.quick-input-count', { hasText: 'Selected' }).waitFor();
    await window.press('ArrowDown');
    await window.until(async () => (await window.place()) !== 'ship.go:4', 'the place of the row');
    await window.screenshot('next-edit-preview');
    await window.press('Enter');
    await window.until(
      async () => (await window.page.locator('.tab.dirty').count()) > callers.length,
      'all are changed',
    );
    assert.deepEqual(await saved(), expected);
  });

  test('Esc dismisses, and Tab is a tab again', async () => {
    const path = 'bank/src/book.rs';
    const { window, file, text } = await open(path);
    await window.select('pub fn take', 'sum', file);
    await window.type('less');
    await window.waitForHint();
    await window.press('Escape');
    await window.waitForNoHint();
    await window.press('End', 'Tab');
    await window.type('//');
    const [head, tail] = text.split('sum: u64) {');
    const typed = await saved();
    assert.match(typed[path], /less: u64\) \{ +\/\/\n {8}\*self.+ -= sum;/);
    assert.ok(typed[path].startsWith(head) && tail !== undefined);
  });
});
