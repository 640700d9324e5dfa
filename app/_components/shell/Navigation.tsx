'use client';

import { useSystem } from '../live/useSystem.ts';
import { classes } from '../ui/classes.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { listPages } from './pages.ts';
import { usePagePath } from './usePagePath.ts';

export function Navigation() {
  const path = usePagePath();
  const system = useSystem();
  return (
    <nav aria-label="Pages" className="print-hidden">
      <ul className="flex flex-wrap gap-x-1">
        {listPages(system).map(({ href, label }) => {
          const here = href === '/' ? path === '/' : path.startsWith(href);
          return (
            <li key={href}>
              <PageLink
                href={href}
                aria-current={here ? 'page' : undefined}
                className={classes(
                  'block rounded-md px-2.5 py-1.5 text-sm',
                  here ? 'bg-sunken font-medium text-ink' : 'text-muted hover:text-accent',
                )}
              >
                {label}
              </PageLink>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
