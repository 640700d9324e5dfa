import { classes } from '../ui/classes.ts';
import { publishFigures, type ShownFigures } from '../ui/publishFigures.ts';

export interface RacingBarProps {
  readonly label: string;
  /** 0 to 1 and beyond; null: not known. */
  readonly share: number | null;
  readonly text: string;
  /** The figures in the text. */
  readonly figures?: ShownFigures;
  readonly color: string;
  /** The mark's position, as a share. */
  readonly mark?: number | undefined;
  readonly tall?: boolean;
  /** Expected, not measured: hatched. */
  readonly pale?: boolean;
}

/** One of the bars that race through a cycle. */
export function RacingBar(props: RacingBarProps) {
  const { label, share, text, figures, color, mark, tall = false, pale = false } = props;
  const percent = Math.min(100, Math.max(0, (share ?? 0) * 100));
  return (
    <div className="grid grid-cols-[3.5rem_1fr] items-center gap-x-3 gap-y-0.5 sm:grid-cols-[3.5rem_1fr_17rem]">
      <span className="text-xs font-medium">{label}</span>
      <div
        role="progressbar"
        aria-label={label}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={share === null ? undefined : Math.round(percent)}
        aria-valuetext={text}
        className={classes('relative overflow-hidden rounded bg-sunken', tall ? 'h-6' : 'h-3')}
      >
        <div
          className={classes('h-full', pale ? 'hatched' : 'bg-current')}
          style={{ width: `${percent.toFixed(2)}%`, color }}
        />
        {mark !== undefined && (
          <div className="absolute inset-y-0 w-0.5 bg-ink" style={{ left: `${mark * 100}%` }} />
        )}
      </div>
      <span
        className="col-start-2 text-xs text-muted sm:col-start-3"
        {...(figures && publishFigures(figures))}
      >
        {text}
      </span>
    </div>
  );
}
