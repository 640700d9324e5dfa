// `npm run NAME`: installs the packages where they are missing, then runs the command. Node's own modules only.
import { checkNode, ensurePackages, fail } from './launch/bootstrap.mjs';
import { endWithNpm } from './launch/endWithNpm.mjs';

const COMMANDS = {
  start: './launch/start.ts',
  test: './test.mjs',
  strategy: './strategy.ts',
  mark: './mark.ts',
  report: './report.ts',
  buffer: './buffer.ts',
  migrate: './migrate.ts',
  observe: './observe.ts',
  watch: './watch.ts',
  predict: './predict.ts',
  compare: './compare.ts',
  bench: '../bench/bench.ts',
  chaos: '../bench/chaos.ts',
  verify: './verify.ts',
};

const [name] = process.argv.splice(2, 1);
const file = COMMANDS[name];
if (file === undefined)
  fail(`There is no command "${name ?? ''}". There are ${Object.keys(COMMANDS).join(', ')}.`);

checkNode();
ensurePackages();
// npm start and npm run watch stop their parts in order, however long it takes.
endWithNpm({ patienceMs: name === 'start' || name === 'watch' ? Infinity : 2_000 });
await import('./typescript.mjs');
const { command } = await import(file);
const { runCommand } = await import('./command/Command.ts');
// test.mjs has run by itself.
if (command !== undefined) await runCommand(command, process.argv.slice(2));
