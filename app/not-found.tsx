import type { Metadata } from 'next';
import Link from 'next/link';
import { Page } from './_components/ui/Page.tsx';

export const metadata: Metadata = { title: 'No such page' };

export default function NotFound() {
  const link = 'text-accent underline underline-offset-2';
  return (
    <Page title="No such page">
      <p className="text-sm">
        There is nothing at this address. Go to the{' '}
        <Link href="/" prefetch={false} className={link}>
          overview
        </Link>{' '}
        or look into the{' '}
        <Link href="/docs" prefetch={false} className={link}>
          docs
        </Link>
        .
      </p>
    </Page>
  );
}
