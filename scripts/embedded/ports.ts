import { createServer, type AddressInfo } from 'node:net';

/** The wished port if it is free on loopback, else one that is. */
export async function chooseFreePort(wished: number | undefined): Promise<number> {
  if (wished !== undefined && (await listen(wished)) !== null) return wished;
  const port = await listen(0);
  if (port === null) throw new Error('No port is free on 127.0.0.1');
  return port;
}

function listen(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}
