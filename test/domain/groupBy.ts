/** Groups in order of appearance. Map.groupBy needs Node 21. */
export function groupBy<T>(items: readonly T[], keyOf: (item: T) => number): [key: number, items: T[]][] {
  const keys = [...new Set(items.map(keyOf))];
  return keys.map((key) => [key, items.filter((item) => keyOf(item) === key)]);
}
