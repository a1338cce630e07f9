// A person changes one thing, and Tab does what must follow. What became of it is read from disk.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
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
    scene.editor = await CodeServer.start('next-edit', workspace);
    scene.window = await EditorWindow.open(scene.editor.url);
  });
  after(async () => {
    await scene.window?.screenshot('next-edit-last');
    await scene.window?.close();
    scene.editor?.stop();
  });

  /** Opens a file, and waits for the server. */
  async function open(path) {
    const { window, projects } = scene;
    await window.waitForStatus(/Sapwood: local/);
    await window.openFile(path);
    return { window, file: projects.at(path), text: projects.files[path] };
  }

  async function saveAll(window) {
    await window.command('File: Save All');
    await window.until(async () => (await window.page.locator('.tab.dirty').count()) === 0, 'everything is saved');
  }

  test('a parameter is renamed: Tab goes through its uses', async () => {
    const { window, file, text } = await open('bank/src/transfer.rs');
    await window.select('pub fn transfer', 'amount', file);
    await window.type('money');
    await window.waitForHint(/^Tab/);
    assert.ok((await window.attachments()).includes('money'), 'the new name stands beside the old one');
    await window.screenshot('next-edit-inline');
    const hints = await window.followAll();
    assert.ok(
      hints.some((hint) => /^Tab to jump · line \d+/.test(hint)),
      hints.join('\n'),
    );
    await saveAll(window);
    assert.equal(readFileSync(file, 'utf8'), renamed(text, 'amount', 'money'));
  });
});
