import type { Overview, System } from '../../../server/types.ts';
import { listSettings } from '../listSettings.ts';
import { listPages } from './pages.ts';

/** An entry of the finder, and where it leads. */
export interface Entry {
  readonly kind: 'page' | 'server' | 'setting';
  readonly name: string;
  /** Behind the name, paler. */
  readonly note: string;
  /** The address on the server that is shown; for an entry that is a server, the page without it. */
  readonly address: string;
}

/** Where a setting is shown. */
const SETTINGS_ADDRESS = '/#settings';

/** All that this dashboard has. `path`: of the page that is shown. */
export function listEntries(overview: Overview | null, system: System, path: string): readonly Entry[] {
  const pages = listPages(system).map(({ href, label }) => ({ name: label, note: 'page', address: href }));
  const servers = system.servers.length > 1 ? system.servers : [];
  const settings = overview?.profile.settings ?? null;
  const trigger = overview?.view?.walTriggerBytes ?? null;
  return [
    ...pages.map((page) => ({ ...page, kind: 'page' as const })),
    ...servers.map((name) => ({ kind: 'server' as const, name, note: 'server', address: path })),
    ...(settings === null ? [] : listSettings(settings, trigger)).map(({ name, value }) => ({
      kind: 'setting' as const,
      name,
      note: value,
      address: SETTINGS_ADDRESS,
    })),
  ];
}

/** Those that hold every word of what was typed; those that begin with it first. */
export function findEntries(entries: readonly Entry[], typed: string): readonly Entry[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const found = entries.filter(({ name, kind }) => {
    const text = `${name} ${kind}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
  const begins = ({ name }: Entry): boolean => words.length > 0 && name.toLowerCase().startsWith(words[0]!);
  return [...found.filter(begins), ...found.filter((entry) => !begins(entry))];
}
