import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';
import { nameArm, parsePlan, PlanError, planRuns } from './experiment/plan.ts';
import { runExperiment } from './experiment/runExperiment.ts';

const USAGE = 'x';
const { values } = parseArgs({
  options: {
    arms: { type: 'string' },
    preset: { type: 'string' },
    cycles: { type: 'string' },
    repetitions: { type: 'string' },
    'time-scale': { type: 'string' },
    seed: { type: 'string' },
    json: { type: 'string' },
  },
});
const plan = parsePlan(values);
const stop = new AbortController();
process.on('SIGINT', () => stop.abort());
const result = await runExperiment({
  plan,
  databaseUrl: undefined,
  say: (l) => console.log(l),
  onProgress: (p) => console.log(JSON.stringify(p)),
  onResult: () => undefined,
  signal: stop.signal,
});
if (values.json) writeFileSync(values.json, JSON.stringify(result, null, 2));
const { runs, ...rest } = result;
console.log(JSON.stringify(rest, null, 1));
