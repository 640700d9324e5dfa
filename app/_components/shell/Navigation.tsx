'use client';

import type { System } from '../../../server/types.ts';
import { useSystem } from '../live/useSystem.ts';
import { classes } from '../ui/classes.ts';
import { PageLink } from '../ui/PageLink.tsx';
import { SERVERS_PATH, usePagePath } from './usePagePath.ts';

const always = (): boolean => true;
const ofPipeline = ({ pipeline }: System): boolean => pipeline;
const ofSeveral = ({ servers }: System): boolean => servers.length > 1;

const PAGES = [
  { href: SERVERS_PATH, label: 'Servers', isShown: ofSeveral },
  { href: '/', label: 'Overview', isShown: always },
  { href: '/checkpoints', label: 'Checkpoints', isShown: always },
  { href: '/feed', label: 'Feed', isShown: ofPipeline },
  { href: '/buffer', label: 'Buffer', isShown: ofPipeline },
  { href: '/compare', label: 'Compare', isShown: ofPipeline },
  { href: '/what-if', label: 'What if', isShown: ofPipeline },
  { href: '/docs', label: 'Docs', isShown: always },
] as const;

export function Navigation() {
  const path = usePagePath();
  const system = useSystem();
  return (
    <nav aria-label="Pages" className="print-hidden">
      <ul className="flex flex-wrap gap-x-1">
        {PAGES.filter(({ isShown }) => isShown(system)).map(({ href, label }) => {
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
