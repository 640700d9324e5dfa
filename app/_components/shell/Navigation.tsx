'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { classes } from '../ui/classes.ts';

const PAGES = [
  { href: '/', label: 'Overview' },
  { href: '/checkpoints', label: 'Checkpoints' },
  { href: '/feed', label: 'Feed' },
  { href: '/buffer', label: 'Buffer' },
  { href: '/compare', label: 'Compare' },
  { href: '/what-if', label: 'What if' },
  { href: '/docs', label: 'Docs' },
] as const;

export function Navigation() {
  const path = usePathname();
  return (
    <nav aria-label="Pages" className="print-hidden">
      <ul className="flex flex-wrap gap-x-1">
        {PAGES.map(({ href, label }) => {
          const here = href === '/' ? path === '/' : path.startsWith(href);
          return (
            <li key={href}>
              <Link
                href={href}
                prefetch={false}
                aria-current={here ? 'page' : undefined}
                className={classes(
                  'block rounded-md px-2.5 py-1.5 text-sm',
                  here ? 'bg-sunken font-medium text-ink' : 'text-muted hover:text-accent',
                )}
              >
                {label}
              </Link>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}
