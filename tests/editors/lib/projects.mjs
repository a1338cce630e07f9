// Projects to complete in: a real one that the build has fetched already, and a small one with a known answer.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Packages of other platforms were not fetched. */
const PLATFORM = 'x86_64-unknown-linux-gnu';

/** The sources of one of this project's own dependencies, as they were published. */
export function published(name, folder) {
  const run = spawnSync(
    'cargo',
    ['metadata', '--format-version', '1', '--offline', '--locked', '--filter-platform', PLATFORM],
    {
      cwd: process.env['SAPWOOD_PROJECT'],
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    },
  );
  if (run.status !== 0) throw new Error(run.stderr);
  const found = JSON.parse(run.stdout).packages.find((candidate) => candidate.name === name);
  if (!found) throw new Error(`${name} is no dependency any more; choose another project to complete in.`);
  const source = dirname(found.manifest_path);
  mkdirSync(folder, { recursive: true });
  for (const part of ['Cargo.toml', 'README.md', 'src', 'tests']) {
    cpSync(join(source, part), join(folder, part), { recursive: true });
  }
  return folder;
}

const FUNCTION = (name) => `
def ${name}(book, number):
    account = book.get(number)
    if account is None:
        raise LookupError("no such account")
    return account.${name}
`;

/** Accounts in Python, whose functions all guard themselves alike; the guard of one is being written. */
export function accounts(workspace) {
  const files = { owners: ['owner', 'address', 'phone'], sums: ['balance', 'limit', 'interest'] };
  mkdirSync(workspace, { recursive: true });
  for (const [file, names] of Object.entries(files)) {
    writeFileSync(join(workspace, `${file}.py`), `"""${file} of accounts"""\n${names.map(FUNCTION).join('\n')}`);
  }
  const before = '\ndef currency(book, number):\n    account = book.get(number)\n    if account is None:\n';
  const file = join(workspace, 'money.py');
  writeFileSync(file, `"""money of accounts"""\n${before}    return account.currency\n`);
  return {
    workspace,
    file,
    /** The line below which something is written, as Vim's pattern. */
    after: 'if account is None:',
    typed: '        raise Look',
    rest: 'upError("no such account")',
  };
}
