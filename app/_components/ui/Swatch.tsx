import type { Identity } from '../palette.ts';

/** A piece of the line that stands for something in a chart: colour and dash pattern. */
export function Swatch({ identity }: { readonly identity: Pick<Identity, 'color' | 'dash'> }) {
  return (
    <svg aria-hidden="true" width="18" height="8" className="shrink-0">
      <line
        x1="0"
        x2="18"
        y1="4"
        y2="4"
        stroke={identity.color}
        strokeWidth="3"
        strokeDasharray={identity.dash}
      />
    </svg>
  );
}
