'use client';

import { Failure } from './_components/ui/Failure.tsx';
import { Page } from './_components/ui/Page.tsx';

const WHY = { message: 'something unexpected happened, or a newer version of it is out' };

/** Instead of a page that broke; header and live data go on. Loaded again: parts that could not be fetched stay broken otherwise. */
export default function PageError() {
  return (
    <Page title="Something went wrong">
      <Failure what="This page cannot be shown" error={WHY} onRetry={() => window.location.reload()} />
    </Page>
  );
}
