import { formatRate } from '../format.ts';

/** Statements per workload hour under `direct` and `hybrid` with the preset seed: what the fix set out to do. */
const MARKS = [
  { value: 50, label: '50' },
  { value: 630, label: '630' },
] as const;
const LOWEST = 10;
const HIGHEST = 1_000_000;

/** Where a rate lies on a logarithmic scale, beside the rates before and after the fix. */
export function WritesScale({ value }: { readonly value: number | null }) {
  return (
    <div
      role="img"
      aria-label={`${formatRate(value)} on a logarithmic scale; 630 is before the fix, 50 the target`}
      className="relative mt-2 h-9"
    >
      <div className="absolute inset-x-0 top-1 h-1.5 rounded-full bg-sunken" />
      {value !== null && (
        <div className="absolute top-1 left-0 h-1.5 rounded-full bg-accent" style={{ width: place(value) }} />
      )}
      {MARKS.map((mark) => (
        <div
          key={mark.value}
          className="absolute top-0 flex -translate-x-1/2 flex-col items-center"
          style={{ left: place(mark.value) }}
        >
          <span className="h-3.5 w-0.5 bg-ink" />
          <span className="leading-4">{mark.label}</span>
        </div>
      ))}
    </div>
  );
}

function place(value: number): string {
  const share = Math.log(Math.max(value, LOWEST) / LOWEST) / Math.log(HIGHEST / LOWEST);
  return `${Math.min(100, Math.max(1, share * 100)).toFixed(1)}%`;
}
