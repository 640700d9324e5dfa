/**
 * Whether a page of another origin sent this request. Browsers tell it in Sec-Fetch-Site (over https and on localhost)
 * or in Origin; a request with neither did not come from a page.
 */
export function isForeignRequest(headers: Headers): boolean {
  const site = headers.get('sec-fetch-site');
  if (site !== null) return site !== 'same-origin' && site !== 'none';
  const origin = headers.get('origin');
  if (origin === null) return false;
  return !URL.canParse(origin) || new URL(origin).host !== headers.get('host');
}
