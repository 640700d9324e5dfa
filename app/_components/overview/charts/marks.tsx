import { PLOT } from './geometry.ts';

const BAR_PX = 6;
const OUTLINE_PX = 11;
const RING_PX = 6;

export interface MarkProps {
  readonly cx?: number | undefined;
  readonly cy?: number | undefined;
  readonly color: string;
  readonly dash: string;
  /** What it stands for lies further right than the plot reaches. */
  readonly beyond: boolean;
  /** Marks stand closer than they are wide. */
  readonly dense: boolean;
}

const BOTTOM = PLOT.height - PLOT.bottom;

/** From the axis up to the value; recharts' own bars are as narrow as the points are close. */
export function BarMark({ cx = 0, cy = 0, color }: MarkProps) {
  return <rect x={cx - BAR_PX / 2} y={cy} width={BAR_PX} height={Math.max(0, BOTTOM - cy)} fill={color} />;
}

export function DotMark({ cx = 0, cy = 0, color }: MarkProps) {
  return <circle cx={cx} cy={cy} r="3.5" fill={color} stroke="var(--surface)" />;
}

/** Around the bar, and without fill; its upper edge alone where there is no room. */
export function OutlineMark({ cx = 0, cy = 0, color, dash, beyond, dense }: MarkProps) {
  const left = cx - OUTLINE_PX / 2;
  const path = dense ? `M${left} ${cy}h${OUTLINE_PX}` : `M${left} ${BOTTOM}V${cy}h${OUTLINE_PX}V${BOTTOM}`;
  return (
    <>
      <path d={path} fill="none" stroke={color} strokeWidth="1.5" strokeDasharray={dash} />
      {beyond && <Arrow cx={cx} cy={cy} color={color} />}
    </>
  );
}

export function RingMark({ cx = 0, cy = 0, color, dash, beyond }: MarkProps) {
  return (
    <>
      <circle
        cx={cx}
        cy={cy}
        r={RING_PX}
        fill="none"
        stroke={color}
        strokeWidth="1.5"
        strokeDasharray={dash}
      />
      {beyond && <Arrow cx={cx} cy={cy} color={color} />}
    </>
  );
}

function Arrow({ cx, cy, color }: { readonly cx: number; readonly cy: number; readonly color: string }) {
  return <path d={`M${cx - 2} ${cy - 3}l4 3l-4 3`} fill="none" stroke={color} strokeWidth="1.5" />;
}
