import { writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { connectObserver } from '../observer/connectObserver.ts';
import { readTableFacts } from '../db/statements/readTableFacts.ts';
import { CALIBRATION } from '../model/calibration.ts';
import { CHOICE_FIELDS, FLAG_FIELD, NUMBER_FIELDS, parseWorkload } from '../model/workload/fields.ts';
import { type MeasuredWorkload, measureWorkload } from '../model/workload/measured.ts';
import { predictWorkload } from '../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../model/workload/presets.ts';
import { PRESET_NAMES } from '../domain/presets.ts';
import { rankFields } from '../model/workload/sensitivity.ts';
import { printable } from '../domain/printable.ts';
import type { Workload } from '../model/workload/types.ts';
import { runCommand } from './attach.ts';
import { renderPrediction } from './predict/renderPrediction.ts';
import { complain, say } from './terminal.ts';

const DEFAULT_LOOK_SECONDS = 10;

const USAGE = `Usage: npm run predict -- [--preset NAME | --database URL [--table NAME]] [--strategy NAME] [--FIELD VALUE …] [--json [FILE]]

Predicts what checkpoints a workload makes, from a model alone: no server is asked, unless --database names one; that one is
read, never written to. What is not given is as the preset has it. The same as the page /what-if.

  --preset NAME     ${PRESET_NAMES.join(', ')} (default incident), in workload time
  --database URL    table, rates and settings of a running PostgreSQL 14 to 18; looks twice, ${DEFAULT_LOOK_SECONDS} s apart (--look S)
  --table NAME      schema.table there; default: the one with the most updates
  --json [FILE]     { input, cycle: { dirtyPages, buffersWritten, writeSeconds, walBytes, fullPageImages, cause, … },
                    perHour, modelError, … } into FILE, or instead of the text
${CHOICE_FIELDS.map(({ key, values: known, label }) => `  --${key} NAME`.padEnd(30) + `${label}: ${known.join(', ')}`).join('\n')}
${NUMBER_FIELDS.map(({ key, label, unit }) => `  --${key} N`.padEnd(30) + label + (unit === '' ? '' : `, ${unit}`)).join('\n')}
${`  --${FLAG_FIELD.key} on|off`.padEnd(30)}${FLAG_FIELD.label}`;

await runCommand(async () => {
  const { texts, help, json, jsonFile } = readFlags(process.argv.slice(2));
  if (help) return say(USAGE);
  const measured = await readMeasured(texts);
  const base = measured?.workload ?? readPreset(texts.get('preset'));
  const workload = parseWorkload(base, (key) => texts.get(key));
  const prediction = predictWorkload(workload, CALIBRATION.constants);
  const { cycles: _cycles, ...rest } = prediction;
  const result = {
    input: workload,
    ...rest,
    modelError: CALIBRATION.errors,
    measured: measured?.notes ?? null,
  };
  const asJson = JSON.stringify(result, null, 2);
  if (jsonFile !== null) writeFileSync(jsonFile, `${asJson}\n`);
  if (json && jsonFile === null) return say(asJson);
  const sensitivity = rankFields(workload, CALIBRATION.constants);
  say(renderPrediction({ workload, prediction, sensitivity, notes: measured?.notes ?? [] }));
});

function readPreset(name = 'incident'): Workload {
  const known = PRESET_NAMES.find((preset) => preset === name);
  if (known === undefined) {
    throw new Error(`--preset is "${name}": it takes ${PRESET_NAMES.join(', ')}`);
  }
  return WORKLOAD_PRESETS[known];
}

async function readMeasured(texts: ReadonlyMap<string, string>): Promise<MeasuredWorkload | null> {
  const url = texts.get('database');
  if (url === undefined) return null;
  if (texts.has('preset'))
    throw new Error('--preset and --database exclude each other: one says what the other does');
  // The value may hold a password, so it is not repeated.
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Error(
      '--database is no address that PostgreSQL takes: it looks like postgres://user@host:5432/database',
    );
  }
  const seconds = Number(texts.get('look') ?? DEFAULT_LOOK_SECONDS);
  if (!(seconds >= 1 && seconds <= 3_600)) {
    throw new Error(`--look is "${texts.get('look')}": it takes a number from 1 to 3600, in seconds`);
  }
  const client = await connectObserver(url);
  try {
    const wanted = texts.get('table') ?? null;
    const first = await readTableFacts(client, wanted);
    if (first === null) {
      throw new Error(
        wanted === null
          ? 'No table of that database was ever updated: there is nothing to predict from'
          : `--table is "${wanted}": that database has no such table`,
      );
    }
    complain(printable(`Looking at ${first.table} for ${seconds} s …`));
    await delay(seconds * 1_000);
    const second = (await readTableFacts(client, first.table)) ?? first;
    return measureWorkload({ first, second, strategy: 'direct' });
  } finally {
    await client.end();
  }
}

interface Flags {
  readonly texts: ReadonlyMap<string, string>;
  readonly help: boolean;
  readonly json: boolean;
  readonly jsonFile: string | null;
}

/** `--json` may stand alone, so it is looked at before the others are parsed. */
function readFlags(args: readonly string[]): Flags {
  const rest = [...args];
  const at = rest.findIndex((arg) => arg === '--json' || arg.startsWith('--json='));
  let jsonFile: string | null = null;
  if (at !== -1) {
    const next = rest[at + 1];
    if (rest[at] !== '--json') jsonFile = rest[at]!.slice('--json='.length);
    else if (next !== undefined && !next.startsWith('--')) jsonFile = rest.splice(at + 1, 1)[0]!;
    rest.splice(at, 1);
  }
  const keys = [
    'preset',
    'database',
    'table',
    'look',
    FLAG_FIELD.key,
    ...CHOICE_FIELDS.map(({ key }) => key),
    ...NUMBER_FIELDS.map(({ key }) => key),
  ];
  const options = Object.fromEntries(keys.map((key) => [key, { type: 'string' } as const]));
  const { values } = parseOrExplain(rest, { ...options, help: { type: 'boolean' } as const });
  const texts = new Map(
    Object.entries(values).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string' ? [[key, value]] : [],
    ),
  );
  return { texts, help: values['help'] === true, json: at !== -1, jsonFile };
}

function parseOrExplain(args: readonly string[], options: NonNullable<ParseArgsConfig['options']>) {
  try {
    return parseArgs({ args: [...args], options });
  } catch (error: unknown) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`${why.split('. ')[0]}: npm run predict -- --help lists what it takes`, { cause: error });
  }
}
