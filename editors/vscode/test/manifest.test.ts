import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const folder = new URL('../', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'));

test('the stable interface is enough', () => {
  assert.equal(manifest.enabledApiProposals, undefined);
});

test('every command of the manifest is there', () => {
  const source = readFileSync(new URL('src/commands.ts', folder), 'utf8');
  const registered = new Set([...source.matchAll(/register\('(\w+)'/g)].map(([, name]) => `sapwood.${name}`));
  const contributed: string[] = manifest.contributes.commands.map(({ command }: { command: string }) => command);
  assert.deepEqual(
    contributed.filter((command) => !registered.has(command)),
    [],
  );
});

test('a workspace cannot say which program is started nor who is asked', () => {
  const properties: Record<string, { scope?: string }> = manifest.contributes.configuration.properties;
  const scopes = ['server.path', 'server.env', 'index.cacheDir', 'models'].map(
    (name) => properties[`sapwood.${name}`]?.scope,
  );
  assert.deepEqual(scopes, ['machine', 'machine', 'machine', 'application']);
});
