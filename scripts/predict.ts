import { setTimeout as delay } from 'node:timers/promises';
import type { Workload } from '../model/workload/types.ts';
import { connectObserver } from '../observer/connectObserver.ts';
import { inWords, nameMissingRights } from '../db/refusals.ts';
import { readTableFacts } from '../db/statements/readTableFacts.ts';
import { CALIBRATION } from '../model/calibration.ts';
import {
  CHOICE_FIELDS,
  FieldError,
  FLAG_FIELD,
  NUMBER_FIELDS,
  parseWorkload,
} from '../model/workload/fields.ts';
import { type MeasuredWorkload, measureWorkload } from '../model/workload/measured.ts';
import { predictWorkload } from '../model/workload/predict.ts';
import { WORKLOAD_PRESETS } from '../model/workload/presets.ts';
import { PRESET_NAMES } from '../domain/presets.ts';
import { rankFields } from '../model/workload/sensitivity.ts';
import { printable } from '../domain/printable.ts';
import {
  ArgumentError,
  oneOf,
  postgresAddress,
  text,
  type Values,
  wholeNumber,
} from './command/arguments.ts';
import { defineCommand } from './command/Command.ts';
import { createOutput, outputFlags } from './command/output.ts';
import { renderPrediction } from './predict/renderPrediction.ts';
import { complain } from './command/terminal.ts';

const DEFAULT_LOOK_SECONDS = 10;

const USAGE = `Usage: npm run predict -- [--preset NAME | --database URL [--table NAME]] [--strategy NAME] [--FIELD VALUE …]
       [--json] [--output FILE]

Predicts the checkpoints of a workload by a model: no server is asked, unless --database names one; that one is
read, never written to. What is not given is as the preset has it. The same as the page /what-if.

  --preset NAME     ${PRESET_NAMES.join(', ')} (default incident), in workload time
  --database URL    table, rates and settings of a running PostgreSQL 14 to 19; reads twice, ${DEFAULT_LOOK_SECONDS} s apart (--look S)
  --table NAME      schema.table there; default: the one with the most updates
  --json            { input, cycle: { dirtyPages, buffersWritten, writeSeconds, walBytes, fullPageImages, cause, … },
                    perHour, modelError, … } instead of the text
  --output FILE     the same into FILE (.json)
${CHOICE_FIELDS.map(({ key, values: known, label }) => `  --${key} NAME`.padEnd(30) + `${label}: ${known.join(', ')}`).join('\n')}
${NUMBER_FIELDS.map(({ key, label, unit }) => `  --${key} N`.padEnd(30) + label + (unit === '' ? '' : `, ${unit}`)).join('\n')}
${`  --${FLAG_FIELD.key} on|off`.padEnd(30)}${FLAG_FIELD.label}`;

const FIELD_FLAGS = Object.fromEntries(
  [FLAG_FIELD, ...CHOICE_FIELDS, ...NUMBER_FIELDS].map(({ key }) => [key, text(undefined)]),
);
const SOURCE_FLAGS = {
  preset: oneOf(PRESET_NAMES, null),
  database: postgresAddress,
  table: text(null),
  look: wholeNumber(1, 3_600, DEFAULT_LOOK_SECONDS),
};
type Source = Values<typeof SOURCE_FLAGS>;

export const command = defineCommand({
  usage: USAGE,
  flags: { ...FIELD_FLAGS, ...SOURCE_FLAGS, ...outputFlags() },
  run: async (values) => {
    const output = createOutput(values);
    const measured = await readMeasured(values);
    const base = measured?.workload ?? WORKLOAD_PRESETS[values.preset ?? 'incident'];
    const workload = readWorkload(base, values);
    const prediction = predictWorkload(workload, CALIBRATION.constants);
    const { cycles: _cycles, ...rest } = prediction;
    const notes = measured?.notes ?? null;
    const value = {
      input: workload,
      ...rest,
      modelError: measured === null ? CALIBRATION.errors : null,
      measured: notes,
    };
    const sensitivity = rankFields(workload, CALIBRATION.constants);
    output.give({
      value,
      text: renderPrediction({ workload, prediction, sensitivity, notes: notes ?? [] }),
    });
  },
});

function readWorkload(base: Workload, fields: Readonly<Record<string, unknown>>): Workload {
  try {
    return parseWorkload(base, (key) => fields[key] as string | undefined);
  } catch (error: unknown) {
    if (!(error instanceof FieldError)) throw error;
    throw new ArgumentError(error.message, { needsUsage: false });
  }
}

async function readMeasured({ preset, database, table, look }: Source): Promise<MeasuredWorkload | null> {
  if (database === null) return null;
  if (preset !== null) {
    throw new ArgumentError('--preset and --database exclude each other: one says what the other does', {
      needsUsage: false,
    });
  }
  return inWords({ name: '--database', url: database }, () => measureTable(database, table, look));
}

async function measureTable(database: string, table: string | null, look: number): Promise<MeasuredWorkload> {
  const client = await connectObserver(database);
  try {
    const first = await readTableFacts(client, table);
    if (first === null) {
      throw new Error(
        table === null
          ? 'No table of that database was ever updated: there is nothing to predict from'
          : `--table is "${table}": that database has no such table`,
      );
    }
    complain(printable(`Looking at ${first.table} for ${look} s …`));
    await delay(look * 1_000);
    const second = (await readTableFacts(client, first.table)) ?? first;
    return measureWorkload({ first, second, strategy: 'direct' });
  } catch (error: unknown) {
    throw await nameMissingRights(client, error);
  } finally {
    await client.end();
  }
}
