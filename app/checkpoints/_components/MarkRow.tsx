import { explainMark, identifyMark, type MarkEvent } from '../../../domain/marks.ts';
import { ClockTime } from '../../_components/ui/ClockTime.tsx';

/** A mark between two checkpoints. */
export function MarkRow({
  mark: { at, value },
  columns,
}: {
  readonly mark: MarkEvent;
  readonly columns: number;
}) {
  return (
    <tr data-mark={value.kind} className="border-t border-line">
      <td colSpan={columns} className="px-2 py-1 text-xs">
        <span
          aria-hidden="true"
          className="mr-2 inline-block h-3 w-0.5 align-middle"
          style={{ backgroundColor: identifyMark(value).color }}
        />
        <span className="text-muted">
          <ClockTime at={at} />
        </span>{' '}
        {explainMark(value)}
      </td>
    </tr>
  );
}
