'use client';

import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { PROFILE_NAMES, type ProfileName } from '../../../domain/profiles.ts';
import type { Overview } from '../../../server/types.ts';
import { useTRPC } from '../../_trpc/client.tsx';
import { formatBytes, formatSeconds } from '../format.ts';
import { useLive } from '../live/LiveProvider.tsx';
import { useAnnounce } from '../ui/Announcer.tsx';
import { Card } from '../ui/Card.tsx';
import { ConfirmPopover } from '../ui/ConfirmPopover.tsx';
import { CopyButton } from '../ui/CopyButton.tsx';
import { Hint } from '../ui/Hint.tsx';
import { Segmented } from '../ui/Segmented.tsx';

const PROFILE_TEXT = {
  default: 'PostgreSQL’s own settings.',
  calm: 'Rarer checkpoints: a longer checkpoint_timeout, a larger max_wal_size, compressed page images.',
} satisfies Record<ProfileName, string>;
const SEGMENTS = PROFILE_NAMES.map((name) => ({ value: name, label: name }));

/** Checkpoint settings: switched by a reload where this dashboard may, else shown as statements. */
export function ProfilePanel() {
  const profile = useLive((view) => view.overview?.profile ?? null);
  if (profile === null) return null;
  const { settings } = profile;
  const active =
    settings === null
      ? 'not known: PostgreSQL does not answer.'
      : `checkpoint_timeout ${formatSeconds(settings.checkpointTimeoutSeconds)}, completion_target ${settings.completionTarget}, max_wal_size ${formatBytes(settings.maxWalSizeBytes)}, wal_compression ${settings.walCompression}`;
  return (
    <Card
      title="Checkpoint settings"
      id="settings"
      hint={
        <Hint about="settings profiles" more="/docs/checkpoints#what-buffering-changes-and-what-not">
          Buffering by itself does not make checkpoints rarer: any write in an interval makes the next one
          run. The calm profile does; it needs a reload, no restart.
        </Hint>
      }
    >
      {profile.changeable ? <ProfileSwitch profile={profile} /> : <ProfileStatements profile={profile} />}
      <p className="mt-2 min-h-10 text-sm text-muted">Active: {active}</p>
    </Card>
  );
}

function ProfileSwitch({ profile }: { readonly profile: Overview['profile'] }) {
  const trpc = useTRPC();
  const announce = useAnnounce();
  const [wanted, setWanted] = useState<ProfileName | null>(null);
  const [open, setOpen] = useState(false);
  const { mutate, isPending } = useMutation(
    trpc.profile.set.mutationOptions({
      onSuccess: (_result, { profile: name }) => announce(`The settings of “${name}” are loaded.`),
      onError: ({ message }) => announce(`The settings were not changed: ${message}`),
    }),
  );
  return (
    <ConfirmPopover
      open={open && wanted !== null}
      onOpenChange={setOpen}
      anchorClassName="p-0.5 print-hidden"
      anchor={
        <Segmented
          label="Checkpoint settings"
          segments={SEGMENTS}
          value={profile.current}
          disabled={isPending}
          onChoose={(name) => {
            setWanted(name);
            setOpen(true);
          }}
        />
      }
      title={`Apply the “${wanted ?? ''}” profile?`}
      confirmLabel="Apply"
      onConfirm={() => wanted !== null && mutate({ profile: wanted })}
    >
      {wanted !== null && (
        <>
          <p>{PROFILE_TEXT[wanted]} PostgreSQL takes them over by a reload:</p>
          <Statements statements={profile.statements[wanted]} />
        </>
      )}
    </ConfirmPopover>
  );
}

function ProfileStatements({ profile }: { readonly profile: Overview['profile'] }) {
  return (
    <div className="flex flex-col gap-1">
      {SEGMENTS.map(({ value }) => (
        <details key={value} className="text-sm">
          <summary className="min-h-8 cursor-pointer py-1">
            {value}
            {profile.current === value && ' (active)'}: {PROFILE_TEXT[value]}
          </summary>
          <Statements statements={profile.statements[value]} />
          <CopyButton text={profile.statements[value].join('\n')} label="Copy the statements" />
        </details>
      ))}
    </div>
  );
}

function Statements({ statements }: { readonly statements: readonly string[] }) {
  return (
    <pre className="my-2 overflow-x-auto rounded bg-sunken p-2 text-xs text-ink" tabIndex={0}>
      {statements.join('\n')}
    </pre>
  );
}
