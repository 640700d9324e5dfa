import { PageLink } from '../../_components/ui/PageLink.tsx';
import { classes } from '../../_components/ui/classes.ts';

/** The docs at the top of docs/; reports and decisions are reached from those. */
export function DocList({ names, current }: { readonly names: readonly string[]; readonly current: string }) {
  return (
    <nav aria-label="Docs" className="print-hidden">
      <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
        {names.map((name) => (
          <li key={name}>
            <PageLink
              href={`/docs/${name}`}
              aria-current={name === current ? 'page' : undefined}
              className={classes(
                'inline-block min-w-6 leading-6',
                name === current ? 'font-medium' : 'text-accent underline',
              )}
            >
              {name}
            </PageLink>
          </li>
        ))}
      </ul>
    </nav>
  );
}
