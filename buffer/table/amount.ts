/** Digits after the point of a type that can be added without loss; null for others. */
export function scaleOf(type: string): number | null {
  if (['smallint', 'integer', 'bigint'].includes(type)) return 0;
  const scale = /^numeric\(\d+,(\d+)\)$/.exec(type)?.[1];
  return scale === undefined ? null : Number(scale);
}

/** An amount in units of a column's last digit; null where it has more digits, or is no plain number. */
export function toUnits(text: string, scale: number): bigint | null {
  const [, sign = '', whole = '', fraction = ''] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const digits = fraction.replace(/0+$/, '');
  if (whole === '' || digits.length > scale) return null;
  return BigInt(`${sign === '-' ? '-' : ''}${whole}${digits.padEnd(scale, '0')}`);
}

export function fromUnits(units: bigint, scale: number): string {
  if (scale === 0) return String(units);
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0');
  return `${units < 0n ? '-' : ''}${digits.slice(0, -scale)}.${digits.slice(-scale)}`;
}
