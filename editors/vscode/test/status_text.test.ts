import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { RootStatus, ServerStatus } from '../src/lsp_ext.ts';
import { menuSummary, statusLine, type Facts } from '../src/status_text.ts';

function facts(root: Partial<RootStatus>, more: Partial<Facts> = {}, models: ServerStatus['models'] = []): Facts {
  const whole: RootStatus = { uri: 'file:///p', state: 'ready', files: 1234, symbols: 40, generation: 7, ...root };
  const status: ServerStatus = { version: '0.1.0', roots: [whole], memoryBytes: null, models };
  return { problem: undefined, isPaused: false, status, lastAnswerMs: undefined, ...more };
}

test('without a model the repository completes', () => {
  assert.equal(statusLine(facts({})).text, '$(type-hierarchy-sub) Sapwood: local');
  assert.equal(
    menuSummary(facts({}, { lastAnswerMs: 12.4 })),
    'ready · local · 1,234 files, 40 symbols · generation 7 · 12 ms',
  );
});

test('a model is named, and its trouble shown', () => {
  const model = { name: 'coder:1.5b', roles: ['completion'], state: 'ready', lastError: null };
  assert.equal(statusLine(facts({}, {}, [model])).text, '$(type-hierarchy-sub) Sapwood: coder:1.5b');
  const refused = { ...model, state: 'failing', lastError: 'The connection was refused.' };
  assert.equal(statusLine(facts({}, {}, [refused])).text, '$(warning) Sapwood: coder:1.5b');
  assert.match(menuSummary(facts({}, {}, [refused])), /^coder:1\.5b: The connection was refused\./);
});

test('indexing shows how far it is', () => {
  const indexing = facts({ state: 'indexing', progress: { filesDone: 1, filesTotal: 3 } });
  assert.equal(statusLine(indexing).text, '$(loading~spin) Sapwood 33 %');
  assert.equal(statusLine(facts({ state: 'indexing' })).text, '$(loading~spin) Sapwood 0 %');
});

test('a pause and a missing server are seen at once', () => {
  assert.equal(statusLine(facts({}, { isPaused: true })).text, '$(debug-pause) Sapwood');
  assert.deepEqual(statusLine(facts({}, { problem: 'Not found.' })), { text: '$(warning) Sapwood', isWarning: true });
});
