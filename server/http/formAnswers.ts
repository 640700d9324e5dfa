/** 303: the browser asks for the page with GET. */
export const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 303, headers: { 'cache-control': 'no-store', ...headers, location } });

/** Whether the browser speaks https, with us or with a proxy. */
export const isSecure = (request: Request): boolean =>
  (request.headers.get('x-forwarded-proto') ?? new URL(request.url).protocol).startsWith('https');
