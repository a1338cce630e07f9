// A person installs the extension, opens a project, and types. Everything is seen in the window or read from disk.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { CodeServer } from './lib/code_server.mjs';
import { ScriptedModel } from './lib/model.mjs';
import { freshFolder } from './lib/paths.mjs';
import { published } from './lib/projects.mjs';
import { EditorWindow } from './lib/window.mjs';

/** From the start of the installation to the first grey text. */
const FIRST_MINUTE_MS = 60_000;

/** A window on a copy of a real project; `use` gets both. */
function inEditor(name, prepare) {
  const scene = {};
  before(async () => {
    scene.started = Date.now();
    scene.workspace = published('bytes', join(freshFolder('projects', name), 'bytes'));
    const settings = await prepare(scene);
    scene.editor = await CodeServer.start(name, scene.workspace, settings);
    scene.window = await EditorWindow.open(scene.editor.url);
  });
  after(async () => {
    await scene.window?.close();
    scene.editor?.stop();
    scene.model?.stop();
  });
  return scene;
}

describe('with nothing configured', () => {
  const scene = inEditor('local', () => ({}));

  test('the repository completes a line within a minute of installing', async () => {
    const { window, workspace, started } = scene;
    await window.openFile('bytes.rs');
    await window.goTo('impl PartialEq<Bytes> for &[u8] {');
    await window.waitForStatus(/Sapwood: local/);
    await window.openLineAbove();
    await window.type("impl PartialEq<Bytes> for Cow<'_, [u8]> {\n");
    await window.type('fn eq(');
    const ghost = await window.waitForGhostText('the rest of a signature');
    assert.ok(Date.now() - started < FIRST_MINUTE_MS, 'took more than a minute');
    assert.equal(ghost, '&self, other: &Bytes) -> bool {');
    await window.screenshot('local');
    await window.press('Tab');
    await window.waitForNoGhostText();
    const text = await window.save(join(workspace, 'src/bytes.rs'), (saved) => saved.includes("Cow<'_, [u8]> {"));
    assert.match(text, /fn eq\(&self, other: &Bytes\) -> bool \{/);
  });
});
