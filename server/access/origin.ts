/**
 * Whether a page of another origin sent this request. Browsers say it in Sec-Fetch-Site (over https and on localhost)
 * or in Origin; a request with neither did not come from a page. `publicUrl`: where a reverse proxy serves the pages; it may
 * pass on another Host than theirs.
 */
export function isForeignRequest(headers: Headers, publicUrl: string | undefined): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  if (origin === publicUrl) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.get('host');
}
