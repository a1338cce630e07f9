// A person installs the extension, opens a project, and types. Everything is seen in the window or read from disk.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { CodeServer } from './lib/code_server.mjs';
import { ScriptedModel } from './lib/model.mjs';
import { freshFolder } from './lib/paths.mjs';
import { published } from './lib/projects.mjs';
import { EditorWindow } from './lib/window.mjs';

/** From the start of the installation to the first grey text. */
const FIRST_MINUTE_MS = 60_000;
const FILE = 'src/bytes.rs';
/** Above this line something is added. */
const PLACE = 'impl PartialEq<Bytes> for &[u8] {';

/** What is added. */
const HEAD = "impl PartialEq<Bytes> for Cow<'_, [u8]> {";
const SIGNATURE = 'fn eq(&self, other: &Bytes) -> bool {';
const BODY = '*other == *self';

/** A window on a copy of a real project. */
function inEditor(name, prepare) {
  const scene = {};
  before(async () => {
    scene.started = Date.now();
    scene.workspace = published('bytes', join(freshFolder('projects', name), 'bytes'));
    scene.file = join(scene.workspace, FILE);
    const settings = await prepare(scene);
    scene.editor = await CodeServer.start(name, scene.workspace, settings);
    scene.window = await EditorWindow.open(scene.editor.url);
  });
  after(async () => {
    await scene.window?.screenshot(`${name}-last`);
    await scene.window?.close();
    scene.editor?.stop();
    scene.model?.stop();
  });
  return scene;
}

/** Opens the file and a new line above the place. */
async function startWriting({ window, file }) {
  await window.openFile('bytes.rs');
  await window.goTo(PLACE, file);
  await window.openLineAbove();
}

describe('with nothing configured', () => {
  const scene = inEditor('local', () => ({}));

  test('the repository completes a line within a minute of installing', async () => {
    const { window, file, started } = scene;
    await startWriting(scene);
    await window.waitForStatus(/Sapwood: local/);
    await window.type(HEAD);
    await window.press('Enter');
    const shown = await window.typeUntilOffered(SIGNATURE, 10);
    assert.ok(Date.now() - started < FIRST_MINUTE_MS, 'took more than a minute');
    await window.screenshot('local');
    await window.press('Tab');
    await window.save(file, (saved) => saved.includes(`\n${HEAD}\n    ${shown}\n`));
    await window.press('End');
    await window.type(SIGNATURE.slice(shown.length));
  });

  test('Ctrl+Right takes one word', async () => {
    const { window, file } = scene;
    await window.press('Enter');
    await window.typeUntilOffered(BODY, 8);
    await window.press('Control+ArrowRight');
    await window.save(file, (saved) => /\n {8}\*other ?\n/.test(saved));
    await window.until(async () => (await window.offeredLine()) === BODY, 'what is left of the suggestion');
  });

  test('Esc sends a suggestion away and leaves the text alone', async () => {
    const { window, file } = scene;
    await window.press('Escape');
    await window.waitForNoGhostText();
    await window.type(' ');
    await window.save(file, (saved) => /\n {8}\*other {1,2}\n/.test(saved));
  });

  test('Tab indents where nothing is suggested', async () => {
    const { window, file } = scene;
    await window.goTo('use core::', file);
    await window.openLineAbove();
    await window.press('Escape');
    await window.waitForNoGhostText();
    await window.press('Tab');
    await window.type('#');
    const text = await window.save(file, (saved) => /^ {4}#/m.test(saved));
    assert.match(text, /^ {4}#/m);
  });

  test('the menu says how things are', async () => {
    const { window } = scene;
    await window.waitForStatus(/Sapwood: local/);
    await window.statusItem().click();
    const input = window.page.locator('.quick-input-widget input[type=text]');
    await window.until(
      async () => /ready · local · .* files/.test((await input.getAttribute('placeholder')) ?? ''),
      'the menu sums up',
    );
    await window.page.locator('.quick-input-list .monaco-list-row', { hasText: 'Explain why' }).waitFor();
    await window.screenshot('menu');
    await window.press('Escape');
  });

  test('Explain Why tells how the last answer came about', async () => {
    const { window, file } = scene;
    await window.goTo(HEAD, file);
    await window.press('ArrowDown', 'End', 'Enter');
    await window.type('self.le');
    await window.page.waitForTimeout(1000);
    await window.command('Sapwood: Explain Why');
    const text = await window.webviewText(/How it came about/);
    assert.match(text, /^Why (this suggestion|nothing is shown)/);
    await window.screenshot('explain');
    await window.command('View: Close All Editors');
  });

  test('Search Code Graph opens what is chosen', async () => {
    const { window } = scene;
    await window.waitForStatus(/Sapwood: local/);
    await window.command('Sapwood: Search Code Graph');
    await window.page.locator('.quick-input-title', { hasText: 'Search code graph' }).waitFor();
    await window.type('Bytes.split_to');
    const first = window.page.locator('.quick-input-list .monaco-list-row').first();
    await window.until(
      async () => (await first.count()) > 0 && /split_to/.test(await first.innerText()),
      'a definition',
    );
    assert.match(await first.innerText(), /src\/bytes\.rs:\d+/);
    await window.page.locator('.tab', { hasText: 'bytes.rs' }).waitFor();
    await window.screenshot('search');
    await window.press('Enter');
    await window.until(async () => /pub fn split_to/.test(await window.shownText()), 'the definition in the editor');
  });

  test('a server that dies is started again', async () => {
    const { window, editor } = scene;
    const program = join(editor.folder, 'extensions');
    const find = () => processes().filter(({ command }) => command.startsWith(program));
    const [server] = find();
    process.kill(server.id, 'SIGKILL');
    await window.until(() => find().some(({ id }) => id !== server.id), 'another server');
    await window.waitForStatus(/Sapwood: local/);
  });
});

describe('with one line of configuration', () => {
  const WRITTEN = [
    'pub(crate) fn largest_power_of_two(len: usize) -> usize {',
    '    if len == 0 { 0 } else { 1 << (usize::BITS - 1 - len.leading_zeros()) }',
    '}',
  ];
  const scene = inEditor('model', async (self) => {
    self.model = await ScriptedModel.start(WRITTEN.join('\n'));
    return { 'sapwood.models': { completion: `openai:scripted@${self.model.url}` } };
  });

  test('the model suggests, and its name is in the status bar', async () => {
    const { window, file, model } = scene;
    await startWriting(scene);
    await window.waitForStatus(/Sapwood: .*scripted/);
    await window.type(WRITTEN[0]);
    await window.press('Enter');
    await window.type('if len == ');
    const line = WRITTEN[1].trim();
    await window.until(async () => (await window.offeredLine()) === line, "the model's text");
    await window.screenshot('model');
    await window.press('Tab');
    await window.save(file, (saved) => saved.includes(WRITTEN[1]));
    assert.equal(model.requests[0].headers.authorization, undefined, 'no key was configured');
    assert.match(JSON.stringify(model.requests.at(-1).body), /largest_power_of_two/);
  });

  test('typing goes on where the endpoint is gone, and the status bar shows it', async () => {
    const { window, file, model } = scene;
    model.stop();
    await window.press('End', 'Enter');
    await window.type('let after = len;');
    await window.save(file, (saved) => saved.includes('let after = len;'));
    await window.statusItem().locator('.codicon-warning').waitFor();
    await window.screenshot('endpoint-gone');
  });
});

/** The processes of this machine, with what they were started as. */
function processes() {
  const commandOf = (id) => {
    try {
      return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').join(' ');
    } catch {
      return '';
    }
  };
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return ids.map((id) => ({ id: Number(id), command: commandOf(id) }));
}
