import { createServer, type AddressInfo } from 'node:net';

const LOOPBACK = '127.0.0.1';

/** The wished port if it is free, else one that is. */
export async function chooseFreePort(wished: number | undefined, host = LOOPBACK): Promise<number> {
  if (wished !== undefined && (await listen(wished, host)) !== null) return wished;
  const port = await listen(0, host);
  if (port === null) throw new Error(`No port is free on ${host}`);
  return port;
}

export interface ChildPortOptions {
  /** The variable by which it is set. */
  readonly name: string;
  readonly host: string;
  /** As the person set it; it is never replaced. */
  readonly fixed: number | undefined;
  /** Taken if it is free. */
  readonly wished: number;
}

/** A port that a child is to listen on. Between the choice and the child's start another program may take it. */
export class ChildPort {
  readonly options: ChildPortOptions;
  private chosen: number;

  private constructor(options: ChildPortOptions, port: number) {
    this.options = options;
    this.chosen = port;
  }

  /** @throws Error with one clear line where a port that the person set is taken. */
  static async choose(options: ChildPortOptions): Promise<ChildPort> {
    const { fixed, wished, host } = options;
    const port = new ChildPort(options, fixed ?? (await chooseFreePort(wished, host)));
    if (fixed !== undefined && (await listen(fixed, host)) === null) throw new Error(port.describeTaken());
    return port;
  }

  get number(): number {
    return this.chosen;
  }

  get isFixed(): boolean {
    return this.options.fixed !== undefined;
  }

  /** After the child found it taken. */
  async chooseAnother(): Promise<void> {
    this.chosen = await chooseFreePort(undefined, this.options.host);
  }

  describeTaken(): string {
    const { name, host } = this.options;
    return `${name} ${this.chosen} is taken by another program on ${host}: set ${name} to a free port, or leave it out.`;
  }
}

function listen(port: number, host: string): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, host, () => {
      const { port: found } = server.address() as AddressInfo;
      server.close(() => resolve(found));
    });
  });
}
