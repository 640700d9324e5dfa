// Compiles the package into dist/, with the Lua files that tsc leaves behind. Node's own modules only.
import { spawnSync } from 'node:child_process';
import { cpSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
rmSync(join(here, 'dist'), { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [join(typescript, 'bin/tsc'), '-p', here], {
  stdio: 'inherit',
});
if (status !== 0) process.exit(1);
cpSync(join(here, 'lua'), join(here, 'dist/lua'), { recursive: true });
