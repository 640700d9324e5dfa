import { SPIKE_VERDICTS } from '../../../domain/spikes.ts';
import { formatRate } from '../../../domain/format.ts';
import { renderTable } from '../../command/markdownTable.ts';
import { CLIENTS, USUAL_ROWS } from './ForeignLoad.ts';
import { INCIDENTS } from './incidents.ts';
import type { IncidentResult } from './runIncident.ts';
import { DISK_BYTES } from './StagedServer.ts';
import type { ServerResult } from './serverResult.ts';

/** Markdown, readable in a terminal too. */
export function renderSpikes(servers: readonly ServerResult[]): string {
  const lines = [
    '# Verdicts on spikes whose cause is known',
    '',
    `Written by \`npm run verify -- spikes\`, ${new Date().toISOString().slice(0, 10)}. ${CLIENTS} clients change ${USUAL_ROWS} rows each, ten times a second, on a disk that writes ${DISK_BYTES / 1024 ** 2} MB a second: a block I/O limit of the kernel for the server’s processes, so that commits wait behind a checkpoint’s pages as on a busy disk. The observer is the one of \`npm run watch\`.`,
    '',
    ...servers.map(describeServer),
    '',
    ...renderTable([
      ['cause', 'staged by', ...servers.map(({ version }) => version)],
      ...INCIDENTS.map(({ cause, name }) => {
        const found = servers.map(({ incidents }) => incidents.find((done) => done.name === name));
        return [SPIKE_VERDICTS[cause], name, ...found.map(describeResult)];
      }),
    ]),
    '',
    'In brackets: how long one transaction took in the spike, and in the calm seconds before it.',
    '',
    'Not staged: a disk whose flush is slow while its writes are fast, and another program that fills the disk during a sync phase, which the observer cannot tell from the checkpoint.',
  ];
  return `${lines.join('\n')}\n`;
}

function describeServer({ version, incidents, calm }: ServerResult): string {
  const right = incidents.filter(({ isRight }) => isRight).length;
  const quiet =
    calm === null
      ? 'no calm minutes'
      : `${calm.spikes.length} ${calm.spikes.length === 1 ? 'verdict' : 'verdicts'} in ${calm.minutes} calm minutes`;
  return `- PostgreSQL ${version}: ${right} of ${incidents.length} right, ${quiet}`;
}

function describeResult(result: IncidentResult | undefined): string {
  if (result === undefined) return 'not run';
  const { verdict, isRight, spike } = result;
  if (spike === null || verdict === null) return '**no spike found**';
  const ms = (seconds: number): string => formatRate(1_000 * seconds);
  const times = `(${ms(spike.inside.secondsPerTransaction)} ms, ${ms(spike.outside.secondsPerTransaction)} ms)`;
  return isRight ? `right ${times}` : `**${SPIKE_VERDICTS[verdict]}** ${times}`;
}
