import { oneOf, wholeNumber } from '../scripts/command/arguments.ts';
import { defineCommand } from '../scripts/command/Command.ts';
import { createOutput, outputFlags } from '../scripts/command/output.ts';
import { benchArms } from './arms/benchArms.ts';
import { benchParts } from './parts/benchParts.ts';
import { startBenchServers } from './servers.ts';

const USAGE = `Usage: npm run bench -- [--seconds N] [--repetitions N] [--only parts|arms] [--json] [--output FILE]

Measures side by side on fresh servers, and quotes ratios: machines differ.

  parts   arms in turn (A B … B A): put against pipelined HSET, for tokens that wait already and for new ones; the flush
          statement against the bare UNNEST update; the whole flush; direct updates
  arms    what a person would take instead, ten callers, thirty updates a call: updates a second, time of a call, WAL, pages
          of the checkpoint after it, and rows lost when the process is killed half way

  --json  the figures for programs; --output FILE the same into FILE (.json)`;

export const command = defineCommand({
  usage: USAGE,
  flags: {
    seconds: wholeNumber(1, 600, 3),
    repetitions: wholeNumber(1, 600, 4),
    only: oneOf(['parts', 'arms'], null),
    ...outputFlags(),
  },
  run: async ({ seconds, repetitions, only, json, output }) => {
    const { say, give } = createOutput({ json, output });
    const servers = await startBenchServers(say);
    try {
      const parts = only === 'arms' ? null : await benchParts(servers, { seconds, repetitions, say });
      const arms = only === 'parts' ? null : await benchArms(servers, say);
      const texts = [parts, arms].flatMap((measured) => (measured === null ? [] : [measured.text]));
      const value = { seconds, repetitions, parts: parts?.value ?? null, arms: arms?.value ?? null };
      give({ value, text: texts.map((part) => `\n${part}`).join('\n') });
    } finally {
      await servers.stop();
    }
  },
});
