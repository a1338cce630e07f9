// Where things are. `cargo xtask test` tells; nothing here guesses.
import { mkdirSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

function told(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: start these tests with \`cargo xtask test\`.`);
  return value;
}

/** The folder whose node_modules hold the editor and the browser's driver. */
export const tools = told('SAPWOOD_EDITOR_TOOLS');
/** The packed extension. */
export const vsix = told('SAPWOOD_VSIX');
/** The server's program. */
export const server = told('SAPWOOD_SERVER');
/** Where screenshots and logs are kept. */
export const artifacts = told('SAPWOOD_ARTIFACTS');

/** A module of the tools' folder. */
export const requireTool = createRequire(join(tools, 'package.json'));

/** An empty folder for one scenario, its name below the artifacts. */
export function freshFolder(...names) {
  const folder = join(artifacts, ...names);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return folder;
}
