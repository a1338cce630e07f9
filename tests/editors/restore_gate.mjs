// code-server lets every extension use proposed interfaces; stock VS Code does not. This gives the installed copy stock
// behaviour back, so that a test that passes here says something about the editor that people have.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILES = ['out/vs/workbench/api/node/extensionHostProcess.js', 'out/vs/code/browser/workbench/workbench.js'];
/** The check that says yes to everybody, right before the one that throws where it says no. */
const OPEN =
  /function ([\w$]+)\(([\w$]+),([\w$]+)\)\{return!0\}(?=function [\w$]+\([\w$]+,[\w$]+\)\{if\(!\1\([\w$]+,[\w$]+\)\)throw new Error\(`Extension '\$\{[\w$]+\.identifier\.value\}' CANNOT use API proposal)/g;

/** What this makes of it, so that a second run finds nothing to do. */
const CLOSED = /\{return!![\w$]+\.enabledApiProposals\?\.includes\([\w$]+\)\}/;

const [editor] = process.argv.slice(2);
for (const file of FILES.map((name) => join(editor, name))) {
  const text = readFileSync(file, 'utf8');
  if (CLOSED.test(text)) continue;
  const count = [...text.matchAll(OPEN)].length;
  if (count !== 1) throw new Error(`${file} holds ${count} open checks of proposed interfaces instead of 1.`);
  const closed = text.replace(
    OPEN,
    (_, name, extension, proposal) =>
      `function ${name}(${extension},${proposal}){return!!${extension}.enabledApiProposals?.includes(${proposal})}`,
  );
  writeFileSync(file, closed);
}
