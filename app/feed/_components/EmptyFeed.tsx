import { printable } from '../../../domain/printable.ts';
import { Button } from '../../_components/ui/Button.tsx';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { writeUrl } from '../../_components/ui/useUrlParams.ts';

export function EmptyFeed({ search }: { readonly search: string }) {
  if (search === '') {
    return (
      <EmptyState>
        No token yet. The first appears here as soon as the source announces one and the worker has created
        its row; the header says whether the worker runs.
      </EmptyState>
    );
  }
  return (
    <EmptyState>
      No token has “{printable(search)}” in its symbol or name, or at the beginning of its mint.{' '}
      <Button onClick={() => writeUrl({ q: null })}>Show all</Button>
    </EmptyState>
  );
}
