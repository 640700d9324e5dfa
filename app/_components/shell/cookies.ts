const YEAR_SECONDS = 365 * 24 * 3_600;

/** Remembers a choice of this browser for a year; the server reads it with the next page. */
export function rememberChoice(name: string, value: string): void {
  // oxlint-disable-next-line unicorn/no-document-cookie -- CookieStore is missing in Firefox and over plain HTTP
  document.cookie = `${name}=${value}; path=/; max-age=${YEAR_SECONDS}; samesite=lax`;
}
