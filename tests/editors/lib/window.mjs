// One browser window with the editor in it, and the few things that a person does there.
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { artifacts, requireTool } from './paths.mjs';

const BROWSER = process.env['SAPWOOD_BROWSER'] || '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
/** How long a thing may take that happens at once on an idle machine. */
const PATIENCE_MS = 30_000;

export class EditorWindow {
  static async open(url) {
    const { chromium } = requireTool('playwright-core');
    const window = new EditorWindow();
    window.browser = await chromium.launch({ executablePath: BROWSER, args: FLAGS });
    const context = await window.browser.newContext({ viewport: { width: 1280, height: 760 }, deviceScaleFactor: 1.5 });
    window.page = await context.newPage();
    window.page.setDefaultTimeout(PATIENCE_MS);
    await window.page.goto(url);
    await window.page.waitForSelector('.monaco-workbench .statusbar');
    return window;
  }

  async close() {
    await this.browser?.close();
  }

  async press(...keys) {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  /** Types as a person does. */
  async type(text, delay = 45) {
    await this.page.keyboard.type(text, { delay });
  }

  /** Opens a file of the workspace, `path:line` at the start of that line. */
  async openFile(path) {
    await this.press('Control+p');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(path);
    const row = this.page.locator('.quick-input-list .monaco-list-row').first();
    await row.waitFor({ state: 'visible' });
    await this.until(
      async () => (await row.innerText()).includes(path.split('/').at(-1).split(':')[0]),
      `quick open finds ${path}`,
    );
    await this.press('Enter');
    await this.page.locator('.monaco-editor .view-lines').first().waitFor({ state: 'visible' });
    const title = path.split('/').at(-1).split(':')[0];
    await this.page.locator('.tab.active', { hasText: title }).waitFor();
  }

  /** A new line above the cursor's, which is not indented. */
  async openLineAbove() {
    await this.press('Home', 'Enter', 'ArrowUp');
  }

  /**
   * Types the beginning of `line`, until grey text goes on with it by at least `least` letters; other offers are typed over,
   * as a person does. Gives the line as it is shown then, which may end with brackets that the editor closed by itself.
   */
  async typeUntilOffered(line, least, patience = 400) {
    for (const [at, letter] of [...line].entries()) {
      await this.page.keyboard.type(letter);
      const end = Date.now() + patience;
      while (Date.now() < end) {
        const shown = await this.offeredLine();
        const open = shown.replace(/[)\]}]+$/, '');
        if (shown === line || (open.length > at + least && line.startsWith(open))) return shown;
        await this.page.waitForTimeout(40);
      }
    }
    await this.screenshot('missing-offer');
    throw new Error(`Nobody offered the rest of: ${line}`);
  }

  /** The line that grey text is in, with it; brackets that the editor closed by itself stand between its parts. */
  async offeredLine() {
    const lines = await this.page.locator('.view-line:has(.ghost-text-decoration)').allInnerTexts();
    return (lines[0] ?? '').replaceAll('\u00a0', ' ').trim();
  }

  /** Puts the cursor at the end of the first line that holds `text`. */
  async goTo(text, file) {
    const line = readFileSync(file, 'utf8')
      .split('\n')
      .findIndex((candidate) => candidate.includes(text));
    if (line < 0) throw new Error(`${file} does not hold ${text}.`);
    await this.press('Control+g');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line + 1}`);
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await this.until(
      async () => (await this.position()).startsWith(`Ln ${line + 1},`),
      `the cursor in line ${line + 1}`,
    );
    await this.press('End');
  }

  /** Selects `part` in the first line that holds `text`. */
  async select(text, part, file) {
    const lines = readFileSync(file, 'utf8').split('\n');
    const line = lines.findIndex((candidate) => candidate.includes(text));
    if (line < 0) throw new Error(`${file} does not hold ${text}.`);
    const column = lines[line].indexOf(part, lines[line].indexOf(text)) + 1;
    await this.press('Control+g');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line + 1}:${column}`);
    await this.press('Enter');
    await input.waitFor({ state: 'hidden' });
    const at = `Ln ${line + 1}, Col ${column}`;
    await this.until(async () => (await this.position()).startsWith(at), `the cursor at ${at}`);
    for (let letter = 0; letter < part.length; letter += 1) await this.press('Shift+ArrowRight');
  }

  /** Where the cursor is, as the status bar says. */
  async position() {
    return this.page.locator('.statusbar-item[id="status.editor.selection"]').innerText();
  }

  /** Runs a command by its name in the palette. */
  async command(name) {
    await this.press('F1');
    const input = this.page.locator('.quick-input-widget input[type=text]');
    await input.waitFor({ state: 'visible' });
    await input.fill(`>${name}`);
    const row = this.page.locator('.quick-input-list .monaco-list-row', { hasText: name }).first();
    await row.waitFor({ state: 'visible' });
    await row.click();
  }

  /** The lines of code on the screen. */
  async shownText() {
    return (await this.page.locator('.view-lines').first().innerText()).replaceAll('\u00a0', ' ');
  }

  /** The grey text that is shown now; '' where there is none. */
  async ghostText() {
    const parts = await this.page
      .locator('.ghost-text-decoration, .ghost-text-decoration-preview, .suggest-preview-text .ghost-text')
      .allInnerTexts();
    return parts.join('').replaceAll('\u00a0', ' ');
  }

  async waitForNoGhostText() {
    await this.until(async () => (await this.ghostText()) === '' || undefined, 'no grey text');
  }

  /** The texts that decorations add to the code, from top to bottom. */
  async attachments() {
    const texts = await this.page.evaluate(() => {
      const spans = [...document.querySelectorAll('.view-line span[class*="TextEditorDecorationType"]')];
      return spans.flatMap((span) =>
        ['::before', '::after'].map((part) => ({
          top: span.getBoundingClientRect().top,
          content: getComputedStyle(span, part).content,
        })),
      );
    });
    return texts
      .toSorted((one, other) => one.top - other.top)
      .filter(({ content }) => content.startsWith('"'))
      .map(({ content }) => JSON.parse(content).replaceAll('\u00a0', ' '));
  }

  /** What is said beside the code about the next edit, such as `Tab to jump · line 42`; '' where nothing is. */
  async hint() {
    return (await this.attachments()).find((text) => /^Tab( |$)/.test(text)) ?? '';
  }

  /** Waits for a hint; grey text, which comes first, is sent away. */
  async waitForHint(expected = /^Tab/) {
    let dismissed = false;
    return this.until(
      async () => {
        const hint = await this.hint();
        if (expected.test(hint)) return hint;
        // Once: the second would dismiss the hint, which comes a moment later.
        if (!dismissed && (await this.ghostText()) !== '') {
          dismissed = true;
          await this.press('Escape');
        }
        return undefined;
      },
      `a hint: ${expected}`,
      10_000,
    );
  }

  /** Whether no hint comes or stays for as long as one takes to come. */
  async waitForNoHint() {
    let since = Date.now();
    await this.until(async () => {
      if ((await this.hint()) !== '') since = Date.now();
      return Date.now() - since > 700;
    }, 'no hint');
  }

  /** Presses Tab as long as something is shown. Gives what was seen before each, hint first, and where the cursor was. */
  async followAll(most = 40) {
    const steps = [];
    for (;;) {
      const hint = await this.soon(() => this.hint());
      if (hint === undefined) return steps;
      const state = async () => `${(await this.attachments()).join(' | ')} @ ${await this.place()}`;
      const before = await state();
      steps.push({ hint, texts: await this.attachments(), place: await this.place() });
      if (steps.length > most) throw new Error(`There is no end to it: ${JSON.stringify(steps)}`);
      await this.press('Tab');
      await this.soon(async () => (await state()) !== before);
    }
  }

  /** The file and line that the cursor is in. */
  async place() {
    const tab = await this.page.locator('.tab.active .label-name').first().innerText();
    return `${tab}:${/Ln (\d+)/.exec(await this.position())?.[1]}`;
  }

  /** What `probe` gives within a second, if anything. */
  async soon(probe) {
    const end = Date.now() + 1000;
    while (Date.now() < end) {
      const value = await probe();
      if (value) return value;
      await this.page.waitForTimeout(40);
    }
    return undefined;
  }

  /** The text of the page in a panel of its own, once it holds `expected`. */
  async webviewText(expected) {
    const read = async (frame) => {
      try {
        return await frame.locator('body').innerText({ timeout: 300 });
      } catch {
        return '';
      }
    };
    return this.until(async () => {
      const inner = this.page.frames().filter((frame) => frame !== this.page.mainFrame());
      for (const frame of inner) {
        const text = await read(frame);
        if (expected.test(text)) return text;
      }
      return undefined;
    }, `a page with ${expected}`);
  }

  statusItem() {
    return this.page.locator('.statusbar-item[id="sapwood.sapwood.sapwood"]');
  }

  /** Waits until the status bar says `expected`. */
  async waitForStatus(expected) {
    return this.until(async () => {
      const text = await this.statusItem().innerText();
      return expected.test(text) ? text : undefined;
    }, `status bar: ${expected}`);
  }

  async save(file, isSaved) {
    await this.press('Control+s');
    return this.until(() => {
      const text = readFileSync(file, 'utf8');
      return isSaved(text) ? text : undefined;
    }, `${file} on disk`);
  }

  async screenshot(name, options = {}) {
    mkdirSync(join(artifacts, 'screenshots'), { recursive: true });
    await this.page.screenshot({ path: join(artifacts, 'screenshots', `${name}.png`), ...options });
  }

  /** Asks `probe` until it gives something; fails with a picture of what was there instead. */
  async until(probe, what, patience = PATIENCE_MS) {
    const end = Date.now() + patience;
    while (Date.now() < end) {
      const value = await probe();
      if (value) return value;
      await this.page.waitForTimeout(60);
    }
    await this.screenshot(`missing-${what.replaceAll(/[^A-Za-z0-9]+/g, '-').slice(0, 60)}`);
    throw new Error(`Waited ${patience} ms in vain for: ${what}.`);
  }
}
