import { PageLink } from '../ui/PageLink.tsx';
import { Finder } from './Finder.tsx';
import { Health } from './Health.tsx';
import { KeyList } from './KeyList.tsx';
import { LiveControl } from './LiveControl.tsx';
import { LogOut } from './LogOut.tsx';
import { Navigation } from './Navigation.tsx';
import { ServerSwitch } from './ServerSwitch.tsx';
import type { Theme } from './theme.ts';
import { ThemeSwitch } from './ThemeSwitch.tsx';
import { Workload } from './Workload.tsx';

export interface HeaderProps {
  readonly theme: Theme;
  /** A token is set: who is here has logged in. */
  readonly locked: boolean;
}

export function Header({ theme, locked }: HeaderProps) {
  return (
    <header className="border-b border-line bg-surface">
      <div className="mx-auto flex max-w-[100rem] flex-wrap items-center gap-x-4 gap-y-1 px-3 py-2 sm:px-6">
        <PageLink href="/" className="text-base font-semibold">
          Breakwater
        </PageLink>
        <Navigation />
        {/* One group: where it does not fit beside the pages, it goes into a row of its own, whole. */}
        <div className="flex grow flex-wrap items-center justify-between gap-x-4 gap-y-1 lg:justify-end">
          <div className="flex flex-wrap items-center">
            <ServerSwitch />
            <Workload />
            <Health />
          </div>
          <div className="ml-auto flex flex-wrap items-center justify-end gap-x-3 gap-y-1 lg:ml-0">
            <LiveControl />
            <div className="print-hidden">
              <ThemeSwitch initial={theme} />
            </div>
            <div className="flex">
              <Finder />
              <KeyList />
            </div>
            {locked && <LogOut />}
          </div>
        </div>
      </div>
    </header>
  );
}
