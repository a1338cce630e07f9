/**
 * Finds the server: the path that is set, else the one packed into the extension, else the one on PATH. It starts nothing.
 */
import { accessSync, constants, statSync } from 'node:fs';
import * as path from 'node:path';

export interface Surroundings {
  configured: string;
  extensionFolder: string;
  home: string;
  pathVariable: string;
  windows: boolean;
}

export type Found = { command: string; origin: 'setting' | 'extension' | 'PATH' } | { missing: string };

export function findServer(around: Surroundings): Found {
  const name = around.windows ? 'sapwood.exe' : 'sapwood';
  if (around.configured) {
    const command = expandHome(around.configured, around.home);
    return isExecutable(command)
      ? { command, origin: 'setting' }
      : { missing: `The setting "sapwood.server.path" names ${command}, which is not a program that can be started.` };
  }
  const bundled = path.join(around.extensionFolder, 'server', name);
  if (isExecutable(bundled)) return { command: bundled, origin: 'extension' };
  for (const folder of around.pathVariable.split(path.delimiter)) {
    const command = path.join(folder, name);
    if (folder && path.isAbsolute(folder) && isExecutable(command)) return { command, origin: 'PATH' };
  }
  return { missing: 'The Sapwood server was not found in the extension, nor on PATH.' };
}

function expandHome(file: string, home: string): string {
  return file === '~' || file.startsWith('~/') ? path.join(home, file.slice(1)) : file;
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
