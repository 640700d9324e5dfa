'use client';

import { kneeBuffers, plateauSeconds, predictWriteSeconds } from '../../../model/pacing.ts';
import type { Workload } from '../../../model/workload/types.ts';
import { formatCompact, formatCount, formatSeconds } from '../../_components/format.ts';
import { useElementWidth } from '../../_components/overview/useElementWidth.ts';
import { STRATEGY_IDENTITY } from '../../../domain/identityColors.ts';
import type { Both } from './both.ts';

const HEIGHT = 240;
const [LEFT, RIGHT, TOP, BOTTOM] = [52, 16, 22, 34];
const MIN_TICKS = 3;

interface Scale {
  readonly x: (buffers: number) => number;
  readonly y: (seconds: number) => number;
  readonly most: number;
  readonly longest: number;
}

/** The pacing rule of each side, knee and plateau, and where its checkpoints are on it. */
export function KneeChart({ before, after, was, will }: Both) {
  const [width, ref] = useElementWidth();
  const knee = Math.max(kneeBuffers(before), kneeBuffers(after));
  const most = Math.max(1.25 * knee, 1.1 * was.cycle.buffersWritten, 1.1 * will.cycle.buffersWritten);
  const longest = 1.12 * Math.max(plateauSeconds(before), plateauSeconds(after), 1);
  const scale: Scale = {
    x: (buffers) => LEFT + (buffers / most) * (width - LEFT - RIGHT),
    y: (seconds) => TOP + (1 - seconds / longest) * (HEIGHT - TOP - BOTTOM),
    most,
    longest,
  };
  const sides = [
    {
      name: 'before',
      workload: before,
      buffers: was.cycle.buffersWritten,
      look: STRATEGY_IDENTITY[before.strategy],
    },
    {
      name: 'after',
      workload: after,
      buffers: will.cycle.buffersWritten,
      look: STRATEGY_IDENTITY[after.strategy],
    },
  ] as const;
  const samePlan = plateauSeconds(before) === plateauSeconds(after);
  return (
    <figure>
      <div ref={ref} style={{ height: HEIGHT }}>
        {width > 0 && (
          <svg
            width={width}
            height={HEIGHT}
            viewBox={`0 0 ${width} ${HEIGHT}`}
            role="img"
            aria-label={describe(sides)}
            className="text-xs print:h-auto print:max-w-full"
          >
            <Axes scale={scale} width={width} />
            {sides.slice(0, samePlan ? 1 : 2).map(({ name, workload }) => (
              <Rule key={name} scale={scale} workload={workload} isSecond={name === 'after'} />
            ))}
            {sides.map(({ name, workload, buffers, look }, index) => {
              const seconds = predictWriteSeconds(buffers, workload);
              const isRight = scale.x(buffers) > width * 0.6;
              return (
                <g key={name}>
                  {index === 0 ? (
                    <circle cx={scale.x(buffers)} cy={scale.y(seconds)} r="6" fill={look.color} />
                  ) : (
                    <rect
                      x={scale.x(buffers) - 6}
                      y={scale.y(seconds) - 6}
                      width="12"
                      height="12"
                      fill={look.color}
                    />
                  )}
                  <text
                    x={scale.x(buffers) + (isRight ? -12 : 12)}
                    y={scale.y(seconds) + (index === 0 ? 22 : -10)}
                    textAnchor={isRight ? 'end' : 'start'}
                    fill="var(--ink)"
                  >
                    {name}: {formatCount(buffers)} pages, {formatSeconds(seconds)}
                  </text>
                </g>
              );
            })}
          </svg>
        )}
      </div>
      <figcaption className="mt-1 text-xs text-muted">
        0.1 s a page up to the knee at 10 × c × T pages, then the plateau of c × T, however many pages there
        are. Round: before; square: after.
      </figcaption>
    </figure>
  );
}

function Axes({ scale, width }: { readonly scale: Scale; readonly width: number }) {
  return (
    <g aria-hidden="true">
      {listTicks(scale.longest).map((seconds) => (
        <g key={seconds}>
          <line
            x1={LEFT}
            x2={width - RIGHT}
            y1={scale.y(seconds)}
            y2={scale.y(seconds)}
            stroke="var(--line)"
          />
          <text x={LEFT - 6} y={scale.y(seconds) + 4} textAnchor="end" fill="var(--muted)">
            {formatCount(seconds)} s
          </text>
        </g>
      ))}
      {listTicks(scale.most).map((buffers) => (
        <text key={buffers} x={scale.x(buffers)} y={HEIGHT - 18} textAnchor="middle" fill="var(--muted)">
          {formatCompact(buffers)}
        </text>
      ))}
      <text x={width - RIGHT} y={HEIGHT - 3} textAnchor="end" fill="var(--muted)">
        pages written
      </text>
    </g>
  );
}

/** Multiples of 1, 2 or 5 times a power of ten, from 0 on. */
function listTicks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(most / MIN_TICKS));
  const step = [5, 2, 1].map((factor) => factor * power).find((size) => most / size >= MIN_TICKS) ?? power;
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, tick) => tick * step);
}

interface RuleProps {
  readonly scale: Scale;
  readonly workload: Workload;
  readonly isSecond: boolean;
}

function Rule({ scale, workload, isSecond }: RuleProps) {
  const [knee, plateau] = [kneeBuffers(workload), plateauSeconds(workload)];
  const path = `M${scale.x(0)} ${scale.y(0)} L${scale.x(knee)} ${scale.y(plateau)} L${scale.x(scale.most)} ${scale.y(plateau)}`;
  return (
    <g>
      <path
        d={path}
        fill="none"
        stroke="var(--hue-grey)"
        strokeWidth="2"
        strokeDasharray={isSecond ? '6 4' : 'none'}
      />
      <line
        x1={scale.x(knee)}
        x2={scale.x(knee)}
        y1={scale.y(0)}
        y2={scale.y(plateau)}
        stroke="var(--strong-line)"
        strokeDasharray="2 4"
      />
      <text x={scale.x(knee) + 5} y={scale.y(0) - 6} fill="var(--muted)">
        knee {formatCount(knee)}
      </text>
      <text x={scale.x(scale.most)} y={scale.y(plateau) - 6} textAnchor="end" fill="var(--muted)">
        plateau {formatSeconds(Math.round(plateau * 10) / 10)}
      </text>
    </g>
  );
}

function describe(
  sides: readonly { readonly name: string; readonly workload: Workload; readonly buffers: number }[],
): string {
  const each = sides.map(
    ({ name, workload, buffers }) =>
      `${name} ${formatCount(buffers)} pages in ${formatSeconds(predictWriteSeconds(buffers, workload))}, knee at ${formatCount(kneeBuffers(workload))} pages`,
  );
  return `Write time against pages: ${each.join('; ')}`;
}
