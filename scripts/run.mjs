#!/usr/bin/env node
// `npm run NAME` in a checkout, `npx breakwater NAME` where the package is installed: installs the packages where they are
// missing, then runs the command. Node's own modules only.
import { checkNode, ensurePackages, fail, isPackaged, version } from './launch/bootstrap.mjs';
import { endWithNpm } from './launch/endWithNpm.mjs';

const COMMANDS = {
  start: { file: './launch/start.ts', about: 'the pipeline with its servers and pages' },
  watch: { file: './watch.ts', about: 'one to ten PostgreSQL servers in the browser' },
  observe: {
    file: './observe.ts',
    about: 'one PostgreSQL server, or its log, in the terminal',
    inPackage: true,
  },
  predict: {
    file: './predict.ts',
    about: 'checkpoints under other settings or another strategy',
    inPackage: true,
  },
  strategy: {
    file: './strategy.ts',
    about: 'the active strategy; with a name, switches it',
    inPackage: true,
  },
  mark: {
    file: './mark.ts',
    about: 'a mark, to compare what comes after it with what was before',
    inPackage: true,
  },
  report: { file: './report.ts', about: 'what the last mark changed, as one HTML file', inPackage: true },
  buffer: {
    file: './buffer.ts',
    about: 'what waits in the buffer, what is parked, dead letters',
    inPackage: true,
  },
  migrate: { file: './migrate.ts', about: 'brings the schema of DATABASE_URL up to date', inPackage: true },
  compare: { file: './compare.ts', about: 'strategies and settings, measured one after another' },
  chaos: { file: '../bench/chaos.ts', about: 'kills parts of a system of its own and looks for every write' },
  bench: { file: '../bench/bench.ts', about: 'how fast the parts are' },
  verify: { file: './verify.ts', about: "the project's other checks" },
  test: { file: './test.mjs', about: 'formatting, lint, types and every test' },
};

const known = Object.entries(COMMANDS).filter(([, { inPackage = false }]) => inPackage || !isPackaged);
const USAGE = `Usage: ${isPackaged ? 'npx breakwater NAME [ARGUMENTS]' : 'npm run NAME -- [ARGUMENTS]'}

${known.map(([name, { about }]) => `  ${name.padEnd(10)}${about}`).join('\n')}

NAME --help says more about one of them.`;

const [name] = process.argv.splice(2, 1);
if (name === '--help' || name === '--version') {
  process.stdout.write(`${name === '--help' ? USAGE : version}\n`);
  process.exit(0);
}
const command = COMMANDS[name];
if (command === undefined)
  fail(`There is no command "${name ?? ''}". There are ${known.map(([one]) => one).join(', ')}.`);
if (isPackaged && command.inPackage !== true)
  fail(
    `"${name}" works only in a checkout of the project, with npm. The package has ${known.map(([one]) => one).join(', ')}.`,
  );

checkNode();
ensurePackages();
// npm start and npm run watch stop their parts in order, however long it takes.
endWithNpm({ patienceMs: name === 'start' || name === 'watch' ? Infinity : 2_000 });
await import('./typescript.mjs');
const loaded = await import(command.file);
const { runCommand } = await import('./command/Command.ts');
// test.mjs has run by itself.
if (loaded.command !== undefined) await runCommand(loaded.command, process.argv.slice(2));
