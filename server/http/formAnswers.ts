/** 303: the browser asks for the page with GET. */
export const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): Response =>
  new Response(null, { status: 303, headers: { 'cache-control': 'no-store', ...headers, location } });

/** Whether the browser speaks https, with us or with a proxy. It names its own page's scheme with every form. */
export const isSecure = ({ headers, url }: Request, publicUrl: string | undefined): boolean => {
  const forwarded = headers.get('x-forwarded-proto') ?? new URL(url).protocol;
  return (headers.get('origin') ?? publicUrl ?? forwarded).startsWith('https');
};
