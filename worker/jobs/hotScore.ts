import type { Decimal, TokenView } from '../../domain/tokenColumns.ts';

const HALF_LIFE_HOURS = 6;

/**
 * How much goes on around a token now: the logarithms of its volume (USD) and of its transactions, lifted by a rising
 * price, halved with every six hours of age. Four decimal places; null where there is no market data.
 */
export function computeHotScore(token: Pick<TokenView, 'market' | 'createdAt'>, now: number): Decimal | null {
  const { volume24h, txCount24h, priceChange24h } = token.market;
  if (volume24h === null && txCount24h === null) return null;
  const activity = Math.log10(1 + Number(volume24h ?? 0)) + Math.log10(1 + (txCount24h ?? 0));
  const rise = 1 + Math.max(-0.9, Math.min(2, Number(priceChange24h ?? 0) / 100));
  const ageHours = Math.max(0, now - Date.parse(token.createdAt)) / 3_600_000;
  return (activity * rise * 2 ** (-ageHours / HALF_LIFE_HOURS)).toFixed(4);
}
