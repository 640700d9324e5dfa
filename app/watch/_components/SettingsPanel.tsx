'use client';

import { listSettings } from '../../_components/listSettings.ts';
import { useLive } from '../../_components/live/LiveProvider.tsx';
import { Card } from '../../_components/ui/Card.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { Facts } from '../../_components/ui/Facts.tsx';

/** The settings that steer checkpoints, as the server has them, and what each means here. */
export function SettingsPanel() {
  const settings = useLive((view) => view.shown?.profile.settings ?? null);
  const triggerBytes = useLive((view) => view.shown?.view?.walTriggerBytes ?? null);
  return (
    <Card title="Settings" id="settings">
      {settings === null ? (
        <EmptyState>Not known: the server has not answered yet.</EmptyState>
      ) : (
        <Facts facts={listSettings(settings, triggerBytes)} />
      )}
    </Card>
  );
}
