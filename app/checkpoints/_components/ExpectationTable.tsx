import type { ReactNode } from 'react';
import type { ListedCheckpoint } from '../../../domain/checkpoints.ts';
import { DASH, formatCount, formatDateTime, formatSeconds } from '../../_components/format.ts';
import { CAUSE_IDENTITY } from '../../../domain/identityColors.ts';
import { EmptyState } from '../../_components/ui/EmptyState.tsx';
import { errorOfPages, errorOfSeconds, predictionErrors } from '../../../model/predictionErrors.ts';
import { ErrorShare } from './ErrorShare.tsx';

/** What was expected half a checkpoint_timeout ahead, and at the start, against what came. */
export function ExpectationTable({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const { forecast, predicted } = checkpoint;
  return (
    <section aria-label="Expected vs actual">
      <h3 className="mb-1 text-sm font-semibold">Expected vs actual</h3>
      {forecast === null && predicted === null ? (
        <EmptyState>Nothing was expected: it was not seen coming, or observation had just begun.</EmptyState>
      ) : (
        <Comparison checkpoint={checkpoint} />
      )}
    </section>
  );
}

function Comparison({ checkpoint }: { readonly checkpoint: ListedCheckpoint }) {
  const { forecast, predicted, startedAt, cause, buffers, writeSeconds, skipped } = checkpoint;
  const { cannotMiss } = predictionErrors(checkpoint);
  const share = (error: (known: NonNullable<typeof predicted>) => number | null): ReactNode =>
    predicted === null || skipped ? DASH : <ErrorShare error={error(predicted)} />;
  const late = forecast === null ? null : (forecast.startsAt - startedAt) / 1_000;
  return (
    <>
      <div tabIndex={0} role="region" aria-label="Expected vs actual as a table" className="overflow-x-auto">
        <table className="w-full text-right text-xs sm:text-sm">
          <thead className="text-xs text-muted">
            <tr>
              <td />
              {['Forecast', 'At the start', 'Actual', 'Error'].map((name) => (
                <th key={name} scope="col" className="py-1 pl-2 font-medium">
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            <Row name="Start">
              {late === null ? DASH : describeOffset(late)}
              {DASH}
              {'as above'}
              {DASH}
            </Row>
            <Row name="Cause">
              {forecast === null ? DASH : CAUSE_IDENTITY[forecast.cause].label}
              {DASH}
              {CAUSE_IDENTITY[cause].label}
              {DASH}
            </Row>
            <Row name="Dirty pages">
              {formatCount(forecast?.dirtyPages ?? null)}
              {formatCount(predicted?.dirtyPages ?? null)}
              {DASH}
              {DASH}
            </Row>
            <Row name="Pages it writes itself">
              {forecast?.skipped === true ? 'skipped' : formatCount(forecast?.buffers ?? null)}
              {formatCount(predicted?.buffers ?? null)}
              {skipped ? 'skipped' : formatCount(buffers)}
              {share((known) => errorOfPages(known.buffers, buffers))}
            </Row>
            <Row name="Write">
              {forecast?.skipped === true ? 'skipped' : formatSeconds(forecast?.writeSeconds ?? null)}
              {formatSeconds(predicted?.writeSeconds ?? null)}
              {skipped ? 'skipped' : formatSeconds(writeSeconds)}
              {share((known) => errorOfSeconds(known.writeSeconds, writeSeconds))}
            </Row>
          </tbody>
        </table>
      </div>
      <p className="mt-1 text-xs text-muted">
        {predicted !== null && 'The error is that of what was predicted at the start. '}
        {cannotMiss &&
          'The time was predicted at c·T, which any number of pages above 10·c·T takes: it cannot miss. '}
        {forecast !== null && `The forecast was made ${formatDateTime(forecast.madeAt)}. `}
        {predicted?.source === 'buffercache' && 'Pages at the start were counted in shared buffers.'}
        {predicted?.source === 'last' && 'Pages at the start were taken over from the checkpoint before.'}
      </p>
    </>
  );
}

function Row({ name, children }: { readonly name: string; readonly children: readonly ReactNode[] }) {
  return (
    <tr className="border-t border-line">
      <th scope="row" className="py-1.5 text-left font-normal text-muted">
        {name}
      </th>
      {['forecast', 'start', 'actual', 'error'].map((key, i) => (
        <td key={key} className="py-1.5 pl-2 sm:whitespace-nowrap">
          {children[i]}
        </td>
      ))}
    </tr>
  );
}

/** Seconds from the actual start: negative where it was expected earlier. */
function describeOffset(seconds: number): string {
  if (Math.abs(seconds) < 0.5) return 'on time';
  return `${formatSeconds(Math.abs(seconds))} ${seconds > 0 ? 'later' : 'earlier'}`;
}
