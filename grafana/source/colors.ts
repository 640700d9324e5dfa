import { readFileSync } from 'node:fs';
import {
  CAUSE_IDENTITY,
  COMPONENT_IDENTITY,
  type Identity,
  PAGE_WRITER_IDENTITY,
  SERIES_IDENTITY,
  STRATEGY_IDENTITY,
} from '../../domain/identityColors.ts';

/** How a series looks, by the value in its legend. Colours are those of the web dashboard's dark theme, Grafana's default. */
export interface Look {
  readonly color: string;
  /** In pixels; empty: a solid line. */
  readonly dash: readonly number[];
}

const css = readFileSync(new URL('../../app/globals.css', import.meta.url), 'utf8');

function toLook({ color, dash }: Identity): Look {
  const variable = /^var\((--[\w-]+)\)$/.exec(color)?.[1];
  const dark = new RegExp(`${variable}: light-dark\\(#\\w+, (#\\w+)\\)`).exec(css)?.[1];
  if (dark === undefined) throw new Error(`${color} has no dark hue in app/globals.css`);
  return { color: dark, dash: dash === '' ? [] : dash.split(' ').map(Number) };
}

const toLooks = (identities: Readonly<Record<string, Identity>>): Readonly<Record<string, Look>> =>
  Object.fromEntries(Object.entries(identities).map(([name, identity]) => [name, toLook(identity)]));

export const COMPONENT_LOOKS = toLooks(COMPONENT_IDENTITY);
export const STRATEGY_LOOKS = toLooks(STRATEGY_IDENTITY);
export const PAGE_WRITER_LOOKS = toLooks(PAGE_WRITER_IDENTITY);
export const CAUSE_LOOKS = toLooks(CAUSE_IDENTITY);
export const SERIES_LOOKS = toLooks(SERIES_IDENTITY);
export const GREY: Look = { color: SERIES_LOOKS['plateau']!.color, dash: [] };
