import type { Metadata } from 'next';
import { Page } from './_components/ui/Page.tsx';
import { PageLink } from './_components/ui/PageLink.tsx';

export const metadata: Metadata = { title: 'No such page' };

export default function NotFound() {
  const link = 'text-accent underline underline-offset-2';
  return (
    <Page title="No such page">
      <p className="text-sm">
        There is nothing at this address. Go to the{' '}
        <PageLink href="/" className={link}>
          overview
        </PageLink>{' '}
        or read the{' '}
        <PageLink href="/docs" className={link}>
          docs
        </PageLink>
        .
      </p>
    </Page>
  );
}
