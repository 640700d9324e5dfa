import type { Identity } from '../../../domain/identityColors.ts';

/** A sample of how a chart draws something: its line, with colour and dash pattern, or its outline. */
export function Swatch({ identity }: { readonly identity: Pick<Identity, 'color' | 'dash' | 'hollow'> }) {
  const { color, dash, hollow } = identity;
  return (
    <svg aria-hidden="true" width="18" height="8" className="shrink-0">
      {hollow === true ? (
        <rect
          x="1"
          y="1"
          width="16"
          height="6"
          fill="none"
          stroke={color}
          strokeWidth="1.5"
          strokeDasharray={dash}
        />
      ) : (
        <line x1="0" x2="18" y1="4" y2="4" stroke={color} strokeWidth="3" strokeDasharray={dash} />
      )}
    </svg>
  );
}
