import type { Metadata } from 'next';
import { Page } from '../_components/ui/Page.tsx';
import { HotCard } from './_components/HotCard.tsx';

export const metadata: Metadata = { title: 'Tables' };
export const dynamic = 'force-dynamic';

export default function TablesPage() {
  return (
    <Page title="Tables" lead="What keeps updates from staying on their page, and what helps.">
      <HotCard />
    </Page>
  );
}
