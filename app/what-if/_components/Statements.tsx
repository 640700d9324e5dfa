'use client';

import { describeChanges, type PlatformName } from '../../../domain/platforms.ts';
import { listSettingChanges } from '../../../model/workload/explain.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { CommandLine } from '../../_components/ui/CommandLine.tsx';
import { CopyButton } from '../../_components/ui/CopyButton.tsx';
import { describeCommand, type Scenario, writeScenario } from './scenario.ts';

const NONE: readonly PlatformName[] = [];

/** How to get from one side to the other, as the server's platform takes it: nothing here is run by the page. */
export function Statements({ scenario }: { readonly scenario: Scenario }) {
  const { preset, before, after } = scenario;
  const platforms = useLive(({ overview }) => overview?.view?.server?.platforms ?? NONE);
  const statements = describeChanges(platforms, listSettingChanges(before, after));
  const query = writeScenario(scenario);
  // The origin is known only in the browser.
  const link = (): string =>
    `${window.location.origin}${window.location.pathname}${query === '' ? '' : `?${query}`}`;
  return (
    <Card title="To get there" actions={<CopyButton text={link} label="Copy link" />}>
      {statements.length === 0 ? (
        <p className="text-sm text-muted">No setting of the server changes.</p>
      ) : (
        <div className="flex flex-wrap items-start gap-2">
          <pre className="min-w-0 grow overflow-x-auto rounded bg-sunken p-3 text-xs" tabIndex={0}>
            {statements.join('\n')}
          </pre>
          <CopyButton text={statements.join('\n')} label="Copy" />
        </div>
      )}
      {before.strategy !== after.strategy && (
        <CommandLine command={`npm run strategy -- ${after.strategy}`} />
      )}
      <CommandLine command={describeCommand(preset, after)} />
    </Card>
  );
}
