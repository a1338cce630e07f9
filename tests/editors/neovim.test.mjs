// Neovim without a screen, configured by the very lines that docs/editors.md gives, completes a line of a small project.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import test from 'node:test';

import { changing, renamed } from './lib/changing.mjs';
import { freshFolder, server } from './lib/paths.mjs';
import { accounts } from './lib/projects.mjs';

const NEOVIM = process.env['SAPWOOD_NEOVIM'];
const DOCUMENT = join(process.env['SAPWOOD_PROJECT'], 'docs/editors.md');

/** The blocks of Lua of the section on Neovim; the first is the configuration for 0.11. */
function documentedBlocks() {
  const [section] = /\n## Neovim\n[\s\S]*?(?=\n## )/.exec(readFileSync(DOCUMENT, 'utf8'));
  return [...section.matchAll(/```lua\n([\s\S]*?)```/g)].map(([, block]) => block);
}

/** Runs `script` in a Neovim that is configured by `init`, and gives what it wrote. */
function inNeovim(folder, init, script, variables) {
  mkdirSync(join(folder, 'bin'));
  symlinkSync(server, join(folder, 'bin/sapwood'));
  writeFileSync(join(folder, 'init.lua'), `${init.join('\n')}\n`);
  writeFileSync(join(folder, 'script.lua'), script);
  const result = join(folder, 'result.json');
  const run = spawnSync(NEOVIM, ['--headless', '-i', 'NONE', '-u', 'init.lua', '-c', 'luafile script.lua'], {
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
      ...variables,
      TEST_RESULT: result,
    },
  });
  assert.equal(run.status, 0, `${run.stdout}${run.stderr}`);
  const answer = JSON.parse(readFileSync(result, 'utf8'));
  assert.equal(answer.problem, undefined);
  return answer;
}

/** Opens the file and runs `body` once the server is ready; what it returns, or why it failed, is written down. */
const scripted = (body) => `
local ok, result = pcall(function()
  vim.cmd.edit(vim.env.TEST_FILE)
  assert(vim.wait(30000, function() return #vim.lsp.get_clients({ name = 'sapwood', bufnr = 0 }) > 0 end, 20), 'no client')
  local client = vim.lsp.get_clients({ name = 'sapwood', bufnr = 0 })[1]
  assert(vim.wait(30000, function()
    local status = client:request_sync('sapwood/status', vim.empty_dict(), 5000, 0)
    return status and status.result and status.result.roots[1] and status.result.roots[1].state == 'ready'
  end, 50), 'not indexed')
${body}
end)
vim.fn.writefile({ vim.json.encode(ok and result or { problem = tostring(result) }) }, vim.env.TEST_RESULT)
vim.cmd('qall!')
`;

/** Asks both ways at the end of the line that is being written. */
const COMPLETE = scripted(`
  local function ask(method, extra)
    local params = vim.tbl_extend('force', vim.lsp.util.make_position_params(0, client.offset_encoding), extra)
    -- Where a person stands who is still writing: behind the last character, which is no place for Neovim's normal mode.
    params.position.character = #vim.env.TEST_TYPED
    local answer = client:request_sync(method, params, 20000, vim.api.nvim_get_current_buf())
    return answer and (answer.result or answer.err) or vim.NIL
  end
  local row = vim.fn.search(vim.env.TEST_AFTER, 'w')
  assert(row > 0, 'the place is not there')
  vim.api.nvim_buf_set_lines(0, row, row, false, { vim.env.TEST_TYPED })
  vim.api.nvim_win_set_cursor(0, { row + 1, #vim.env.TEST_TYPED })
  return {
    capabilities = client.server_capabilities,
    inline = ask('textDocument/inlineCompletion', { context = { triggerKind = 1 } }),
    list = ask('textDocument/completion', { context = { triggerKind = 1 } }),
    explained = ask('sapwood/explain', {}),
  }`);

test('Neovim completes from the repository, in the text and in the list', () => {
  const folder = freshFolder('neovim');
  const { workspace, file, after, typed, rest } = accounts(join(folder, 'project'));
  mkdirSync(join(workspace, '.git'));
  const [configuration] = documentedBlocks();
  const answer = inNeovim(folder, [configuration], COMPLETE, { TEST_FILE: file, TEST_AFTER: after, TEST_TYPED: typed });
  assert.equal(answer.inline.items[0]?.insertText, rest, JSON.stringify(answer.explained));
  assert.ok(answer.capabilities.completionProvider, 'a client without inline completion is offered a list');
  const texts = answer.list.items.map((item) => item.textEdit.newText);
  assert.ok(
    texts.some((text) => text.endsWith(rest)),
    JSON.stringify(texts),
  );
});

/** Renames a parameter as a person does, and presses Tab as long as something is shown. */
const FOLLOW = scripted(`
  local marks = vim.api.nvim_get_namespaces().sapwood
  local function shown()
    local rows = {}
    for _, mark in ipairs(vim.api.nvim_buf_get_extmarks(0, marks, 0, -1, { details = true })) do
      for _, line in ipairs(mark[4].virt_lines or {}) do table.insert(rows, line[1][1]) end
      if mark[4].virt_text then table.insert(rows, mark[4].virt_text[1][1]) end
    end
    return rows
  end
  local row = vim.fn.search('pub fn transfer', 'w')
  local column = vim.fn.getline(row):find('amount', 1, true) - 1
  vim.api.nvim_win_set_cursor(0, { row, column })
  vim.api.nvim_feedkeys(vim.keycode('cwmoney<Esc>'), 'nx', false)
  vim.api.nvim_exec_autocmds('TextChanged', {})
  local seen = {}
  while #seen < 30 and vim.wait(3000, function() return #shown() > 0 end, 20) do
    table.insert(seen, shown())
    vim.api.nvim_feedkeys(vim.keycode('<Tab>'), 'mx', false)
  end
  vim.cmd('silent wall')
  return { seen = seen }`);

test('Neovim shows what must follow, goes there and writes it', () => {
  const folder = freshFolder('neovim-next-edit');
  const { files, at } = changing(join(folder, 'project'));
  mkdirSync(at('.git'));
  const path = 'bank/src/transfer.rs';
  const [configuration, ...others] = documentedBlocks();
  const nextEdits = others.find((block) => block.includes('sapwood/nextEdit'));
  const { seen } = inNeovim(folder, [configuration, nextEdits], FOLLOW, { TEST_FILE: at(path) });
  const story = seen.map((rows) => rows.join(' | ')).join('\n');
  assert.match(story, /fee_of\(money\)/);
  assert.match(story, /Tab · .*transfer\.rs:\d+ · /);
  assert.equal(readFileSync(at(path), 'utf8'), renamed(files[path], 'amount', 'money'), story);
});
