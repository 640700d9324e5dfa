'use client';

import { useSystem } from '../live/useSystem.ts';
import { goToServer } from './goToServer.ts';
import { SERVERS_PATH, usePagePath } from './usePagePath.ts';

/** Which server these pages show; where several are watched, the way to another. */
export function ServerSwitch() {
  const { server, servers } = useSystem();
  const path = usePagePath();
  if (server === null) return null;
  if (servers.length === 1) return <span className="px-2 text-sm font-medium">{server}</span>;
  // The page shows all servers, so none is chosen.
  const isOfAll = path === SERVERS_PATH;
  return (
    <select
      aria-label="Server"
      value={isOfAll ? '' : server}
      onChange={({ target }) => {
        if (target.value !== '') goToServer(isOfAll ? '/' : path, target.value);
      }}
      className="min-h-8 max-w-48 rounded-md border border-strong-line bg-raised px-2 text-sm font-medium text-ink print-hidden"
    >
      {isOfAll && <option value="">Choose a server</option>}
      {servers.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}
