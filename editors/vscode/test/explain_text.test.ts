import assert from 'node:assert/strict';
import { test } from 'node:test';

import { explanationPage, nothingPage } from '../src/explain_text.ts';
import type { ExplainedAnswer } from '../src/lsp_ext.ts';

function answer(fields: Partial<ExplainedAnswer>): ExplainedAnswer {
  const place = { version: 3, position: { line: 11, character: 8 }, trigger: 'automatic' as const, elapsedMs: 4.26 };
  return { ...place, suggestions: [], steps: [], silence: null, ...fields };
}

test('a suggestion is shown with its reason and the steps to it', () => {
  const suggestions = [{ text: 'len() ```', source: 'local', confidence: 0.83, reason: 'Seen 4 times.' }];
  const steps = [{ name: 'check', detail: 'a | b < c', elapsedMs: 0.24 }];
  const page = explanationPage([answer({ suggestions, steps })], 'src/a.rs:12', 'rust');
  assert.match(page, /^# Why this suggestion\n/);
  assert.match(page, /`src\/a\.rs:12:9` · while typing · 4\.3 ms/);
  assert.ok(page.includes('````rust\nlen() ```\n````'), page);
  assert.ok(page.includes('local · 83 % sure · Seen 4 times.'), page);
  assert.ok(page.includes('| check | a \\| b &lt; c | 0.2&nbsp;ms |'), page);
});

test('silence has its cause, and what came before it', () => {
  const before = answer({ suggestions: [{ text: 'a();\nb();', source: 'local', confidence: 1, reason: '' }] });
  const page = explanationPage([answer({ silence: 'Nothing was sure enough.' }), before], 'a.rs:12', 'rust');
  assert.match(page, /^# Why nothing is shown\n/);
  assert.ok(page.includes('> Nothing was sure enough.'), page);
  assert.ok(page.includes('| 9 | `a();` | 4.3&nbsp;ms |'), page);
});

test('what is not known is shown as it is', () => {
  const page = explanationPage([answer({ hiddenSecrets: ['.env'], nothing: [] })], 'a.rs:12', 'rust');
  assert.ok(page.includes('## Hidden secrets\n\n```json\n[\n  ".env"\n]\n```'), page);
  assert.ok(!page.includes('Nothing\n\n'), page);
});

test('a place where nothing was asked for leads to the last answer of the file', () => {
  assert.match(nothingPage([], 'a.rs', 'rust'), /^# Nothing was asked for here/);
  assert.ok(nothingPage([answer({ silence: 'Paused.' })], 'a.rs', 'rust').includes('`a.rs:12:9`'));
});
