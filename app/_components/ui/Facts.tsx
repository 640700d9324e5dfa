import type { ReactNode } from 'react';

export interface Fact {
  readonly name: string;
  readonly value: ReactNode;
  /** Behind the value, paler. */
  readonly note?: string;
}

/** Names and figures in two columns. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <dl className="grid grid-cols-[minmax(8rem,auto)_1fr] gap-x-4 text-sm">
      {facts.map(({ name, value, note }) => (
        <div
          key={name}
          className="col-span-2 grid grid-cols-subgrid border-t border-line py-1.5 first:border-0"
        >
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 wrap-anywhere">
            {value}
            {note !== undefined && <span className="block text-xs text-muted">{note}</span>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
