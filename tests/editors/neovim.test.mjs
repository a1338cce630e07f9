// Neovim without a screen, configured by the very lines that docs/editors.md gives, completes a line of a small project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'node:test';

import { freshFolder, server } from './lib/paths.mjs';
import { accounts } from './lib/projects.mjs';

const NEOVIM = process.env['SAPWOOD_NEOVIM'];
const DOCUMENT = join(process.env['SAPWOOD_PROJECT'], 'docs/editors.md');

/** The first block of Lua of the document, which is the configuration for 0.11. */
function documentedConfiguration() {
  const [, block] = /## Neovim[\s\S]*?```lua\n([\s\S]*?)```/.exec(readFileSync(DOCUMENT, 'utf8'));
  return block;
}

/** Opens the file, waits for the server, and asks both ways at the end of the line that is being written. */
const SCRIPT = `
local function ask(client, method, extra)
  local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, client.offset_encoding), extra)
  -- Where a person stands who is still writing: behind the last character, which is no place for Neovim's normal mode.
  params.position.character = #vim.env.TEST_TYPED
  local answer = client:request_sync(method, params, 20000, vim.api.nvim_get_current_buf())
  return answer and (answer.result or answer.err) or vim.NIL
end
local ok, problem = pcall(function()
  vim.cmd.edit(vim.env.TEST_FILE)
  assert(vim.wait(30000, function() return #vim.lsp.get_clients({ name = 'sapwood', bufnr = 0 }) > 0 end, 20), 'no client')
  local client = vim.lsp.get_clients({ name = 'sapwood', bufnr = 0 })[1]
  assert(vim.wait(30000, function()
    local status = client:request_sync('sapwood/status', vim.empty_dict(), 5000, 0)
    return status and status.result and status.result.roots[1] and status.result.roots[1].state == 'ready'
  end, 50), 'not indexed')
  local row = vim.fn.search(vim.env.TEST_AFTER, 'w')
  assert(row > 0, 'the place is not there')
  vim.api.nvim_buf_set_lines(0, row, row, false, { vim.env.TEST_TYPED })
  vim.api.nvim_win_set_cursor(0, { row + 1, #vim.env.TEST_TYPED })
  local result = {
    capabilities = client.server_capabilities,
    inline = ask(client, 'textDocument/inlineCompletion', { context = { triggerKind = 1 } }),
    list = ask(client, 'textDocument/completion', { context = { triggerKind = 1 } }),
    explained = ask(client, 'sapwood/explain', {}),
  }
  vim.fn.writefile({ vim.json.encode(result) }, vim.env.TEST_RESULT)
end)
if not ok then vim.fn.writefile({ vim.json.encode({ problem = tostring(problem) }) }, vim.env.TEST_RESULT) end
vim.cmd('qall!')
`;

test('Neovim completes from the repository, in the text and in the list', () => {
  const folder = freshFolder('neovim');
  const { workspace, file, after, typed, rest } = accounts(join(folder, 'project'));
  mkdirSync(join(folder, 'bin'));
  mkdirSync(join(workspace, '.git'));
  symlinkSync(server, join(folder, 'bin/sapwood'));
  writeFileSync(join(folder, 'init.lua'), `${documentedConfiguration()}\n`);
  writeFileSync(join(folder, 'ask.lua'), SCRIPT);
  const result = join(folder, 'result.json');
  const run = spawnSync(NEOVIM, ['--headless', '-i', 'NONE', '-u', 'init.lua', '-c', 'luafile ask.lua'], {
    cwd: folder,
    encoding: 'utf8',
    timeout: 120_000,
    env: {
      ...process.env,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
      HOME: folder,
      XDG_CACHE_HOME: join(folder, 'cache'),
      XDG_CONFIG_HOME: join(folder, 'config'),
      XDG_DATA_HOME: join(folder, 'data'),
      XDG_STATE_HOME: join(folder, 'state'),
      TEST_FILE: file,
      TEST_AFTER: after,
      TEST_TYPED: typed,
      TEST_RESULT: result,
    },
  });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  const answer = JSON.parse(readFileSync(result, 'utf8'));
  assert.equal(answer.problem, undefined);
  assert.equal(answer.inline.items[0]?.insertText, rest, JSON.stringify(answer.explained));
  assert.ok(answer.capabilities.completionProvider, 'a client without inline completion is offered a list');
  const texts = answer.list.items.map((item) => item.textEdit.newText);
  assert.ok(
    texts.some((text) => text.endsWith(rest)),
    JSON.stringify(texts),
  );
});
