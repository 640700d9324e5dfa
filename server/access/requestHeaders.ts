/** The headers of a request; HTTP/1.1 always has Host, a Request made in code may not. */
export function readRequestHeaders({ headers, url }: Request): Headers {
  if (headers.has('host')) return headers;
  const copy = new Headers(headers);
  copy.set('host', new URL(url).host);
  return copy;
}
