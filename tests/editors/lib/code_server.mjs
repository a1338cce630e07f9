// A VS Code of its own for one scenario: home, settings, extensions and workspace in folders that nobody else uses.
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { freshFolder, requireTool, vsix } from './paths.mjs';

/** Settings of every scenario: nothing moves, calls home or covers the editor; what is read in a picture is large. */
const SETTINGS = {
  'workbench.colorTheme': 'Default Dark Modern',
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.layoutControl.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.reduceMotion': 'on',
  'window.commandCenter': false,
  'chat.disableAIFeatures': true,
  'editor.fontSize': 18,
  'editor.lineHeight': 27,
  'editor.fontFamily': "'DejaVu Sans Mono', monospace",
  'editor.minimap.enabled': false,
  'editor.cursorBlinking': 'solid',
  'editor.stickyScroll.enabled': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'git.enabled': false,
};

export class CodeServer {
  #process;

  /** Installs the extension and serves `workspace`, with `settings` beside those above. */
  static async start(name, workspace, settings = {}) {
    const folder = freshFolder('editor', name);
    const home = join(folder, 'home');
    mkdirSync(join(folder, 'user/User'), { recursive: true });
    mkdirSync(home);
    writeFileSync(join(folder, 'config.yaml'), '');
    writeFileSync(join(folder, 'user/User/settings.json'), JSON.stringify({ ...SETTINGS, ...settings }, null, 2));
    const entry = requireTool.resolve('code-server/out/node/entry.js');
    const base = [entry, '--config', 'config.yaml', '--user-data-dir', 'user', '--extensions-dir', 'extensions'];
    const env = {
      ...process.env,
      HOME: home,
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_CONFIG_HOME: join(home, '.config'),
      XDG_DATA_HOME: join(home, '.local/share'),
      SAPWOOD_CACHE: '',
    };
    const installed = spawnSync(process.execPath, [...base, '--install-extension', vsix], {
      cwd: folder,
      env,
      encoding: 'utf8',
    });
    if (installed.status !== 0)
      throw new Error(`The extension was not installed: ${installed.stdout}${installed.stderr}`);
    const port = await freePort();
    const log = openSync(join(folder, 'code-server.log'), 'w');
    const flags = ['--auth', 'none', '--disable-telemetry', '--disable-update-check', '--disable-workspace-trust'];
    const server = new CodeServer();
    server.url = `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}`;
    server.folder = folder;
    server.#process = spawn(
      process.execPath,
      [...base, '--bind-addr', `127.0.0.1:${port}`, ...flags, '--disable-getting-started-override'],
      { cwd: folder, env, stdio: ['ignore', log, log], detached: true },
    );
    await answers(server.url);
    return server;
  }

  /** Ends the server and what it started. */
  stop() {
    if (this.#process?.pid) process.kill(-this.#process.pid, 'SIGTERM');
    this.#process = undefined;
  }
}

async function answers(url) {
  const until = Date.now() + 30_000;
  for (;;) {
    try {
      if ((await fetch(url, { redirect: 'manual' })).status < 500) return;
    } catch (error) {
      if (Date.now() > until) throw new Error(`The editor does not answer at ${url}.`, { cause: error });
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
