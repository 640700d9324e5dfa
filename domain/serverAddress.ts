/** An address of these pages with the server that it is about; null: there is one only. */
export function addServer(address: string, server: string | null): string {
  if (server === null) return address;
  const hash = address.indexOf('#');
  const [path, rest] = hash === -1 ? [address, ''] : [address.slice(0, hash), address.slice(hash)];
  return `${path}${path.includes('?') ? '&' : '?'}server=${encodeURIComponent(server)}${rest}`;
}
