// Compiles the package into dist/, with the Lua and SQL files that tsc leaves behind. Node's own modules only.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
rmSync(join(here, 'dist'), { recursive: true, force: true });
// The comments are in the declarations, where editors show them.
for (const options of [['--declaration', 'false', '--removeComments'], ['--emitDeclarationOnly']]) {
  const args = [join(typescript, 'bin/tsc'), '-p', here, ...options];
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exit(1);
}
cpSync(join(here, 'lua'), join(here, 'dist/lua'), { recursive: true });
cpSync(join(here, 'prepare.sql'), join(here, 'dist/prepare.sql'));
