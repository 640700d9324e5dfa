import type { Logger } from 'pino';
import { WebSocket } from 'ws';
import type { TokenMetadata } from '../../domain/tokenColumns.ts';
import type { DiscoveryEvent, MarketUpdate, Source, SourceSink } from '../types.ts';
import { readDexScreener } from './dexScreener.ts';
import { fetchMetadata } from './fetchMetadata.ts';
import { parseFrame } from './frames.ts';

const SOCKET_URL = 'wss://pumpportal.fun/api/data';
const DEXSCREENER_URL = 'https://api.dexscreener.com';
const SUBSCRIPTIONS = ['subscribeNewToken', 'subscribeMigration'];
const FIRST_DELAY_MS = 500;
const MAX_DELAY_MS = 30_000;
const PING_MS = 15_000;
/** Characters of frames that wait to be accepted: about 20,000 launches, some hours. */
const MAX_WAITING_CHARACTERS = 16 * 1024 ** 2;

export interface PumpPortalOptions {
  readonly logger: Logger;
  /** Fetch the metadata behind a token's uri. */
  readonly metadata: boolean;
  readonly socketUrl?: string;
  readonly dexScreenerUrl?: string;
  readonly firstDelayMs?: number;
}

/**
 * PumpPortal's public web socket (launches, migrations) and DexScreener (market data, pools). There is no source of
 * holder counts: the column stays null. A lost connection is made again, with all subscriptions.
 *
 * The web socket cannot wait, since PumpPortal sends nothing twice. While events are not accepted, what comes is held up
 * to a bound; beyond it frames are dropped, counted as rejected (`no-room`) and logged.
 */
export class PumpPortalSource implements Source {
  readonly name = 'pumpportal';
  readonly finished = new Promise<void>(() => undefined);
  readonly readMetadata?: (mint: string, uri: string | null) => Promise<TokenMetadata | null>;
  private readonly options: PumpPortalOptions;
  private socket: WebSocket | null = null;
  private sink: SourceSink | null = null;
  private reconnect: NodeJS.Timeout | undefined;
  private attempt = 0;
  private stopped = false;
  private waitingCharacters = 0;
  private dropped = 0;
  private lostAtStop = 0;
  private accepting: Promise<void> = Promise.resolve();

  constructor(options: PumpPortalOptions) {
    this.options = options;
    if (options.metadata) this.readMetadata = (_mint, uri) => this.fetchMetadata(uri);
  }

  async start(sink: SourceSink): Promise<void> {
    this.sink = sink;
    const left = this.options.metadata
      ? 'holder counts'
      : 'holder counts and metadata (METADATA=on fetches it)';
    this.options.logger.info(`pumpportal: no source of ${left}; these columns stay null`);
    this.connect();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.reconnect);
    this.socket?.terminate();
    await this.accepting;
    if (this.lostAtStop === 0) return;
    this.options.logger.error(
      { events: this.lostAtStop },
      'pumpportal: events that waited at the stop are LOST',
    );
  }

  readMarketUpdates(mints: readonly string[]): Promise<readonly MarketUpdate[]> {
    return readDexScreener(mints, {
      baseUrl: this.options.dexScreenerUrl ?? DEXSCREENER_URL,
      onFailure: (reason) => this.options.logger.warn({ reason }, 'Market data not read; next time again'),
      onOdd: (field, value) => this.sink?.countRejected('odd-field', `${field}: ${JSON.stringify(value)}`),
    });
  }

  private connect(): void {
    const socket = new WebSocket(this.options.socketUrl ?? SOCKET_URL, {
      maxPayload: 1024 * 1024,
      handshakeTimeout: 10_000,
    });
    this.socket = socket;
    let alive = true;
    const pings = setInterval(() => {
      if (!alive) return socket.terminate();
      alive = false;
      if (socket.readyState === WebSocket.OPEN) socket.ping();
    }, PING_MS);
    socket.on('pong', () => (alive = true));
    socket.on('open', () => {
      this.attempt = 0;
      for (const method of SUBSCRIPTIONS) socket.send(JSON.stringify({ method }));
    });
    socket.on('message', (data: Buffer) => {
      alive = true;
      this.accept(data.toString('utf8'));
    });
    socket.on('error', (error) =>
      this.options.logger.warn({ reason: error.message }, 'pumpportal: connection failed'),
    );
    socket.on('close', () => {
      clearInterval(pings);
      this.scheduleReconnect();
    });
  }

  private scheduleReconnect(): void {
    if (this.stopped) return;
    const first = this.options.firstDelayMs ?? FIRST_DELAY_MS;
    const pause =
      Math.min(MAX_DELAY_MS, first * 2 ** Math.min(this.attempt++, 10)) * (0.5 + Math.random() / 2);
    this.reconnect = setTimeout(() => this.connect(), pause);
  }

  /** Frames go on in their order. */
  private accept(frame: string): void {
    const result = parseFrame(frame, new Date().toISOString(), this.name);
    const sink = this.sink!;
    if (result.kind === 'quiet') return sink.countQuiet(result.quiet);
    if (result.kind === 'rejected') return sink.countRejected(result.reason, frame);
    if (this.waitingCharacters > MAX_WAITING_CHARACTERS) return this.drop(frame);
    this.reportDropped();
    const { length } = frame;
    this.waitingCharacters += length;
    this.accepting = this.accepting
      .then(() => this.hand(result.event))
      .finally(() => (this.waitingCharacters -= length));
  }

  private async hand(event: DiscoveryEvent): Promise<void> {
    try {
      // Once one was not taken after the stop, none will be.
      if (this.lostAtStop === 0) return await this.sink!.acceptEvents([event]);
    } catch (error: unknown) {
      if (!this.stopped) return this.options.logger.error({ err: error }, 'pumpportal: event not accepted');
    }
    this.lostAtStop++;
  }

  private drop(frame: string): void {
    this.sink!.countRejected('no-room', frame);
    if (this.dropped++ > 0) return;
    this.options.logger.error(
      'pumpportal: too many events wait; launches and migrations are LOST from now on',
    );
  }

  private reportDropped(): void {
    if (this.dropped === 0) return;
    this.options.logger.error({ dropped: this.dropped }, 'pumpportal: events are taken again');
    this.dropped = 0;
  }

  private async fetchMetadata(uri: string | null): Promise<TokenMetadata | null> {
    if (uri === null) return null;
    const result = await fetchMetadata(uri);
    if ('metadata' in result) return result.metadata;
    this.options.logger.debug({ reason: result.reason }, 'Metadata not fetched');
    return null;
  }
}
