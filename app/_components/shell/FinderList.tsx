'use client';

import { useRouter } from 'next/navigation';
import { type KeyboardEvent, useId, useState } from 'react';
import { addServer } from '../../../domain/serverAddress.ts';
import { useLiveStore } from '../live/LiveProvider.tsx';
import { useSystem } from '../live/useSystem.ts';
import { classes } from '../ui/classes.ts';
import { type Entry, findEntries, listEntries } from './findEntries.ts';
import { goToServer } from './goToServer.ts';
import { SERVERS_PATH, usePagePath } from './usePagePath.ts';

/** A field and what it finds below, as a combobox with a list: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function FinderList({ onDone }: { readonly onDone: () => void }) {
  const id = useId();
  const path = usePagePath();
  const system = useSystem();
  const store = useLiveStore();
  const router = useRouter();
  const [typed, setTyped] = useState('');
  const [chosen, setChosen] = useState(0);
  const entries = listEntries(store.read().shown, system, path === SERVERS_PATH ? '/' : path);
  const found = findEntries(entries, typed);
  const optionId = (index: number): string => `${id}-${index}`;
  const go = ({ kind, name, address }: Entry): void => {
    onDone();
    if (kind === 'server') goToServer(address, name);
    else router.push(addServer(address, system.servers.length > 1 ? system.server : null));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const entry = found[chosen];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined && found.length > 0) {
      event.preventDefault();
      setChosen((chosen + step + found.length) % found.length);
    } else if (event.key === 'Enter' && entry !== undefined) {
      event.preventDefault();
      go(entry);
    }
  };
  return (
    <>
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the dialog was opened to type into it
        autoFocus
        type="text"
        role="combobox"
        aria-label="Find a page, a server or a setting"
        aria-expanded={found.length > 0}
        aria-controls={`${id}-list`}
        aria-activedescendant={found.length > 0 ? optionId(chosen) : undefined}
        aria-autocomplete="list"
        autoComplete="off"
        spellCheck={false}
        placeholder="Page, server or setting"
        value={typed}
        onChange={({ target }) => {
          setTyped(target.value);
          setChosen(0);
        }}
        onKeyDown={onKeyDown}
        className="min-h-9 w-full rounded-md border border-strong-line bg-raised px-3 text-sm text-ink placeholder:text-muted"
      />
      <ul id={`${id}-list`} role="listbox" aria-label="Found" className="mt-2 max-h-[50vh] overflow-y-auto">
        {found.map((entry, index) => (
          // The keys are the field's, which keeps the focus.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <li
            key={`${entry.kind} ${entry.name}`}
            id={optionId(index)}
            ref={(element) => {
              if (index === chosen) element?.scrollIntoView({ block: 'nearest' });
            }}
            role="option"
            aria-selected={index === chosen}
            onClick={() => go(entry)}
            className={classes(
              'flex min-h-9 cursor-pointer items-center justify-between gap-4 rounded-md px-3 text-sm',
              index === chosen ? 'bg-sunken font-medium' : 'hover:bg-sunken',
            )}
          >
            <span className="min-w-0 wrap-anywhere">{entry.name}</span>
            <span className="text-xs text-muted">{entry.note}</span>
          </li>
        ))}
      </ul>
      <p role="status" className="px-3 text-sm text-muted empty:hidden">
        {found.length === 0 && 'Nothing of this name.'}
      </p>
    </>
  );
}
