import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OUR_NPMRC = fileURLToPath(new URL('../../.npmrc', import.meta.url));
const SCRIPTS = ['preinstall', 'install', 'postinstall'] as const;
const PACKAGE = 'leaves-marks';

/**
 * Installs a package whose install scripts each leave a file, as `npm install` in a project with or without our .npmrc.
 * Returns the scripts that ran. `npm` is the command with its first arguments.
 */
export function leaveMarks(npm: readonly string[], ours: boolean): readonly string[] {
  const dir = mkdtempSync(join(tmpdir(), 'breakwater-marks-'));
  try {
    const marks = join(dir, 'marks');
    const project = join(dir, 'project');
    for (const made of [marks, project, join(dir, PACKAGE)]) mkdirSync(made);
    writePackage(join(dir, PACKAGE), marks);
    runNpm(npm, ['pack', '--ignore-scripts', `--pack-destination=${project}`], join(dir, PACKAGE));
    writeFileSync(
      join(project, 'package.json'),
      JSON.stringify({ dependencies: { [PACKAGE]: `file:./${PACKAGE}-1.0.0.tgz` } }),
    );
    if (ours) copyFileSync(OUR_NPMRC, join(project, '.npmrc'));
    runNpm(npm, ['install', '--no-audit', '--no-fund', '--loglevel=error'], project);
    if (!existsSync(join(project, 'node_modules', PACKAGE))) throw new Error('npm installed nothing');
    return SCRIPTS.filter((script) => existsSync(join(marks, script)));
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

function writePackage(dir: string, marks: string): void {
  const leave = (script: string): string =>
    `node -e "require('fs').writeFileSync('${join(marks, script)}', '')"`;
  const scripts = Object.fromEntries(SCRIPTS.map((script) => [script, leave(script)]));
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ name: PACKAGE, version: '1.0.0', scripts }));
}

function runNpm([command, ...first]: readonly string[], args: readonly string[], cwd: string): void {
  const result = spawnSync(command!, [...first, ...args], { cwd, env: withoutNpm(), encoding: 'utf8' });
  if (result.status !== 0) throw new Error(`npm ${args.join(' ')} failed:\n${result.stderr ?? result.error}`);
}

/** The variables that `npm run` hands to its script would count as the settings of the npm that is tested. */
function withoutNpm(): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(([name]) => !/^npm_/i.test(name));
  return Object.fromEntries(own) as NodeJS.ProcessEnv;
}
