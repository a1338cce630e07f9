import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';

import { Restarts } from '../src/restarts.ts';
import { findServer } from '../src/server.ts';

const folder = mkdtempSync(join(tmpdir(), 'sapwood-test-'));
after(() => rmSync(folder, { recursive: true }));

function program(...names: string[]): string {
  const file = join(folder, ...names);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, '');
  chmodSync(file, 0o755);
  return file;
}

const nowhere = {
  configured: '',
  extensionFolder: join(folder, 'none'),
  home: folder,
  pathVariable: '',
  windows: false,
};

test('a setting comes before the extension, and that before PATH', () => {
  const onPath = program('bin/sapwood');
  const bundled = program('extension/server/sapwood');
  const configured = program('own/sapwood');
  const around = { ...nowhere, pathVariable: `relative:${join(folder, 'bin')}` };
  assert.deepEqual(findServer(around), { command: onPath, origin: 'PATH' });
  const packed = { ...around, extensionFolder: join(folder, 'extension') };
  assert.deepEqual(findServer(packed), { command: bundled, origin: 'extension' });
  assert.deepEqual(findServer({ ...packed, configured: '~/own/sapwood' }), { command: configured, origin: 'setting' });
});

test('what is missing is said in a sentence', () => {
  assert.match((findServer(nowhere) as { missing: string }).missing, /was not found/);
  const wrong = findServer({ ...nowhere, configured: folder }) as { missing: string };
  assert.match(wrong.missing, /sapwood\.server\.path/);
});

test('a server that keeps ending is left alone, one that ran long is not', () => {
  let now = 0;
  const restarts = new Restarts(() => now);
  assert.deepEqual(
    Array.from({ length: 6 }, () => restarts.next()),
    [500, 1000, 2000, 4000, 8000, undefined],
  );
  restarts.started();
  now += 300_000;
  assert.equal(restarts.next(), 500);
});
