import { onOff } from './command/arguments.ts';
import { type Command, defineCommand, EXIT_ARGUMENTS } from './command/Command.ts';
import { complain, say } from './command/terminal.ts';

interface Check {
  readonly about: string;
  readonly load: () => Promise<Command>;
}

/** A check without flags: it rejects where it fails. */
const plain = (name: string, about: string, run: () => Promise<void>): [string, Check] => [
  name,
  {
    about,
    load: async () =>
      defineCommand({ usage: `Usage: npm run verify -- ${name}\n\n${about}`, flags: {}, run }),
  },
];

const screens = defineCommand({
  usage: `Usage: npm run verify -- screens [--keep]

Each page of a frozen state looks as the pictures in .data/screens, in both themes. With --keep it takes them anew.`,
  flags: { keep: onOff },
  run: async ({ keep }) => (await import('./verify/screens.ts')).verifyScreens(say, keep),
});

/** What takes too long, or needs too much of the network, to be a test; and what writes files that tests read. */
const CHECKS = new Map<string, Check>([
  [
    'truth',
    {
      about: 'every figure on the pages beside referees, through switches and outages (12 minutes)',
      load: async () => (await import('./verify/truth/verifyTruth.ts')).command,
    },
  ],
  [
    'tour',
    {
      about:
        'the first steps as a newcomer goes through them, recorded; their figures beside referees (10 minutes)',
      load: async () => (await import('./verify/tour.ts')).command,
    },
  ],
  [
    'observer',
    {
      about: "the observer beside the server's own log (30 minutes)",
      load: async () => (await import('../bench/observer.ts')).command,
    },
  ],
  [
    'spikes',
    {
      about: 'latency spikes whose cause is known, beside the verdict on each (35 minutes)',
      load: async () => (await import('./verify/spikes.ts')).command,
    },
  ],
  [
    'recovery',
    {
      about: 'five crashes, and how long each recovery was expected to take (10 minutes)',
      load: async () => (await import('./verify/recovery.ts')).command,
    },
  ],
  [
    'dashboard',
    {
      about: 'what the page and the feed cost (half an hour)',
      load: async () => (await import('../bench/dashboard.ts')).command,
    },
  ],
  [
    'history',
    {
      about: 'what 30 days of a watched server take in Redis, and to read (5 minutes)',
      load: async () => (await import('../bench/longHistory.ts')).command,
    },
  ],
  [
    'alerts',
    {
      about: 'each alert fires, and ends, on a real Prometheus (20 minutes)',
      load: async () => (await import('./verify/alerts.ts')).command,
    },
  ],
  [
    'soak',
    {
      about: 'what grows in an hour of the incident, outages, backpressure',
      load: async () => (await import('../bench/soak.ts')).command,
    },
  ],
  [
    'calibrate',
    {
      about: "measures the what-if model's constants and its error again (an hour)",
      load: async () => (await import('../bench/calibrate.ts')).command,
    },
  ],
  [
    'buffer',
    {
      about: 'the package breakwater-buffer under faults: every sum and every last value (10 minutes)',
      load: async () => (await import('../bench/bufferChaos.ts')).command,
    },
  ],
  [
    'screens',
    {
      about: 'each page looks as in the pictures that were kept; --keep takes them anew (2 minutes)',
      load: async () => screens,
    },
  ],
  plain(
    'installs',
    'npm 10, 11 and 12, from the registry, run no install script in this project (1 minute)',
    async () => (await import('./verify/installs.ts')).verifyInstalls(say),
  ),
  plain('http-fuzz', 'the web process and a worker take 10,000 broken requests each (10 minutes)', async () =>
    (await import('./verify/httpFuzz.ts')).verifyHttp(say),
  ),
  plain(
    'input-fuzz',
    'logs, recordings, frames and market data of any bytes: 20,000 inputs (5 minutes)',
    async () => (await import('./verify/inputFuzz.ts')).verifyInputs(say),
  ),
  [
    'cases',
    {
      about: 'the small inputs of a directory come out right: one row a file',
      load: async () => (await import('./verify/cases.ts')).command,
    },
  ],
  [
    'grafana',
    {
      about: 'writes dashboards, rules and alerts from grafana/source',
      load: async () => (await import('../grafana/build.ts')).command,
    },
  ],
  [
    'words',
    {
      about: 'counts the words that this project leaves; --list shows the lines (1 second)',
      load: async () => (await import('./verify/words.ts')).command,
    },
  ],
  plain('walls', 'writes into .oxlintrc.json which folder may import which', async () =>
    (await import('./verify/walls.ts')).writeWalls(),
  ),
  plain('metrics', 'writes docs/metrics.md', async () =>
    (await import('./verify/describeMetrics.ts')).writeMetricsPage(),
  ),
  plain('drawings', "writes the drawings of docs/checkpoints.md from the model's functions", async () =>
    (await import('./verify/drawings.ts')).writeDrawings(),
  ),
  plain('pictures', "takes the README's pictures from a run of its own (5 minutes)", async () =>
    (await import('./verify/pictures.ts')).takePictures(),
  ),
]);

const USAGE = `Usage: npm run verify -- CHECK [FLAGS]

Runs a check of the project itself, or writes what is made from sources. CHECK --help shows its flags.

${[...CHECKS].map(([name, { about }]) => `  ${name.padEnd(12)} ${about}`).join('\n')}`;

export const command: Command = {
  run: async ([name = '', ...args]) => {
    if (name === '--help') {
      say(USAGE);
      return 0;
    }
    const check = CHECKS.get(name);
    if (check === undefined) {
      complain(`${name === '' ? 'Name a check.' : `There is no check "${name}".`}\n\n${USAGE}`);
      return EXIT_ARGUMENTS;
    }
    return (await check.load()).run(args);
  },
};
