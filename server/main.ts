import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { RefusedByServerError, toListenRefusal } from '../domain/refusal.ts';
import { printableLines } from '../domain/printable.ts';
import { createBoundedServer } from '../http/boundedServer.ts';
import { takeTurn } from '../http/takeTurn.ts';
import { EXIT_CONFIG, EXIT_PORT_TAKEN, isPortTaken } from '../worker/config/exitCodes.ts';
import { type Config, ConfigError, parseConfig } from '../worker/config/index.ts';
import { probeServers } from '../worker/config/probeServers.ts';
import { connect, connectHistory, createServices, createWatchServices } from './createServices.ts';
import { createSentence } from './http/answers.ts';
import { chooseOverview, chooseServer } from './http/chooseServer.ts';
import { rewriteForwarded } from './http/forwarded.ts';
import { receiveRequest } from './http/receiveRequest.ts';
import { refuseOddRequest } from './http/refuseOddRequest.ts';
import { sendAnswer, sendFailure } from './http/sendAnswer.ts';
import { isForFeed, serveFeed } from './http/serveFeed.ts';
import { isForUpload, serveUpload } from './http/serveUpload.ts';
import { isPipeline, listServices, type Services, setServices } from './services.ts';

/** The supervisor kills what has not ended 3 s after the signal. */
const STOP_PATIENCE_MS = 2_000;

/** A server that refuses does so at once. */
const REFUSAL_MS = 1_000;

const projectDir = dirname(dirname(fileURLToPath(import.meta.url)));

/** The web process: the feed by itself, everything else through Next. */
async function main(): Promise<void> {
  const config = parseConfig(process.env);
  setServices(...createAll(config));
  const services = listServices()[0]!;
  // A server that is frozen is judged later; the pages show it as away until then.
  if (isPipeline(services)) await Promise.race([refuseServers(config).catch(fail), delay(REFUSAL_MS)]);
  const { host, port } = config;
  const development = process.env['NODE_ENV'] === 'development';
  const server = createBoundedServer();
  const app = next({
    dev: development,
    dir: projectDir,
    hostname: host,
    port,
    // Next listens for upgrades on it, for its development tools, and otherwise keeps their sockets open for ever.
    httpServer: development ? server : createServer(),
  });
  endOnSignal(async () => {
    services.stopping.abort();
    await closeServer(server);
    await Promise.all([app.close(), closeServices(services)]);
  });
  await listen(server, services);
  const prepared = app.prepare().then(() => app.getRequestHandler());
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    if (refuseOddRequest(request, response)) return;
    rewriteForwarded(request, config.trustedProxies);
    const isKnown = chooseServer(request, config.watched);
    chooseOverview(request, config.watched);
    const serve = (): void => {
      if (!isKnown)
        void sendAnswer(request, response, createSentence(404, 'No server of this name is watched'));
      else if (isPipeline(services) && isForFeed(request)) void serveFeed(services, request, response);
      else
        prepared
          .then((handle) => handle(request, response))
          .catch((error: unknown) => sendFailure(request, response, error));
    };
    if (isForUpload(request)) {
      takeTurn(request, response, () => void serveUpload(services, request, response));
      return;
    }
    receiveRequest(request, response, () => takeTurn(request, response, serve));
  });
  await prepared;
  // Whoever started this process waits for it.
  process.send?.('ready');
  process.disconnect?.();
}

const createAll = (config: Config): readonly Services[] =>
  config.watched.length === 0
    ? [createServices(config, connect(config))]
    : createWatchServices(config, connectHistory(config));

async function listen(server: Server, { config: { host, port } }: Services): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening').catch((error: unknown) => {
    throw isPortTaken(error) ? error : toListenRefusal(error, `HOST is "${host}", PORT is ${port}`);
  });
}

/** At the first signal; at the second at once. */
function endOnSignal(stop: () => Promise<void>): void {
  let stopping: Promise<void> | null = null;
  const end = (): void => {
    if (stopping !== null) process.exit(1);
    stopping = Promise.race([stop(), delay(STOP_PATIENCE_MS)]);
    stopping.then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
}

/** No new connections; resolves when the rest is answered. */
async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  await closed;
}

async function closeServices(services: Services): Promise<void> {
  services.redis.disconnect();
  if (isPipeline(services)) await services.pool.end();
}

/**
 * A server that is away is waited for, and shown as away.
 * @throws RefusedByServerError where waiting does not help.
 */
async function refuseServers({ databaseUrl = '', redisUrl = '' }: Config): Promise<void> {
  const refusal = (await probeServers({ databaseUrl, redisUrl })).find(({ patienceMs }) => patienceMs === 0);
  if (refusal !== undefined) throw new RefusedByServerError(refusal);
}

main().catch(fail);

function fail(error: unknown): never {
  // The supervisor knows what to do, and says it.
  if (isPortTaken(error)) process.exit(EXIT_PORT_TAKEN);
  const isConfig = error instanceof ConfigError || error instanceof RefusedByServerError;
  process.stderr.write(`${printableLines(isConfig ? error.message : describe(error))}\n`);
  process.exit(isConfig ? EXIT_CONFIG : 1);
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
