import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { matchesGlob } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';

interface Service {
  readonly image: string;
  readonly build?: { readonly target: string };
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
  readonly volumes?: readonly string[];
  readonly healthcheck?: object;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly environment?: Readonly<Record<string, string>>;
}

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8');
const text = read('docker-compose.yml');
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly volumes: Readonly<Record<string, unknown>>;
};
const dockerfile = read('Dockerfile');
const services = Object.entries(compose.services);
const PINNED = /^[\w./-]+:v?\d+(\.\d+)+(-[a-z-]+)?@sha256:[\da-f]{64}$/;

describe.each(services)('%s', (_, service) => {
  it('has a pinned image and a health check', () => {
    // An image that is built here has no digest before it is built.
    const pinned = service.build === undefined ? PINNED : /^[\w-]+:\d+(\.\d+)+$/;
    expect(service.image).toMatch(pinned);
    const own = service.build === undefined ? undefined : readStage(service.build.target);
    expect(service.healthcheck ?? own?.match(/^HEALTHCHECK /m)).toBeTruthy();
  });

  it('is reachable only from this machine, cannot write to its image and has no capabilities', () => {
    for (const port of service.ports ?? []) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(service.read_only).toBe(true);
    expect(service.cap_drop).toEqual(['ALL']);
  });

  it('starts after healthy services only', () => {
    for (const { condition } of Object.values(service.depends_on ?? {}))
      expect(condition).toBe('service_healthy');
  });

  it('mounts what exists, read-only, or a named volume', () => {
    const wrong = (service.volumes ?? []).filter((volume) => {
      const [source = '', , mode] = volume.split(':');
      if (!source.startsWith('./')) return !Object.hasOwn(compose.volumes, source);
      return mode !== 'ro' || !existsSync(new URL(source, root));
    });
    expect(wrong).toEqual([]);
  });
});

it('secrets are required and come from .env, which .env.example explains', () => {
  const required = [...text.matchAll(/\$\{(\w+):\?/g)].map(([, name]) => name!);
  expect(new Set(required)).toEqual(
    new Set([
      'POSTGRES_PASSWORD',
      'POSTGRES_OWNER_PASSWORD',
      'POSTGRES_APP_PASSWORD',
      'POSTGRES_MONITOR_PASSWORD',
      'REDIS_PASSWORD',
      'DASHBOARD_TOKEN',
      'GRAFANA_PASSWORD',
    ]),
  );
  for (const name of required) expect(read('.env.example')).toContain(`# ${name}=`);
});

it('the pages know only the application role, the worker the three of db/roles.sql', () => {
  const roles = (service: string) =>
    Object.entries(compose.services[service]!.environment!)
      .filter(([name]) => name.endsWith('DATABASE_URL'))
      .map(([name, url]) => [name, /\/\/(\w+):/.exec(url)![1]]);
  expect(roles('web')).toEqual([['DATABASE_URL', 'breakwater_app']]);
  expect(Object.fromEntries(roles('worker'))).toEqual({
    DATABASE_URL: 'breakwater_app',
    MIGRATION_DATABASE_URL: 'breakwater_owner',
    OBSERVER_DATABASE_URL: 'breakwater_monitor',
  });
});

it('who judges servers knows the webhook, and the pages do not', () => {
  const knowing = services.filter(([, { environment = {} }]) => environment['WEBHOOK'] !== undefined);
  expect(knowing.map(([name]) => name)).toEqual(['worker', 'watcher']);
  for (const [, { environment }] of knowing) expect(environment!['WEBHOOK']).toBe('${WEBHOOK:-}');
});

it('worker and pages run as another user than root, from a build of several stages', () => {
  expect(dockerfile.match(/^FROM /gm)!.length).toBeGreaterThan(3);
  expect(dockerfile).toMatch(/^USER node$/m);
  for (const target of ['worker', 'web']) expect(readStage(target)).toMatch(/^CMD \[/m);
});

it('the image has the docs, which the pages show', () => {
  const ignored = read('.dockerignore').split('\n');
  for (const path of ['docs', '*.md', 'README.md']) expect(ignored).not.toContain(path);
});

it('every stage begins with an image by digest, or with another stage', () => {
  const variables = new Map(
    [...dockerfile.matchAll(/^ARG (\w+)=(.+)$/gm)].map(([, name, value]) => [`\${${name!}}`, value!]),
  );
  const stages = [...dockerfile.matchAll(/^FROM (\S+) AS (\S+)$/gm)];
  expect(stages).toHaveLength(dockerfile.match(/^FROM /gm)!.length);
  const names = new Set(stages.map(([, , name]) => name));
  const images = stages.flatMap(([, image = '']) =>
    names.has(image) ? [] : (variables.get(image) ?? image),
  );
  expect(images.length).toBeGreaterThan(0);
  for (const image of images) expect(image).toMatch(PINNED);
  // A front end for the Dockerfile itself would be one more image.
  expect(dockerfile).not.toMatch(/^# *syntax=/m);
});

describe('the build gets', () => {
  const ignored = read('.dockerignore')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'));
  const isIgnored = (path: string): boolean => ignored.some((pattern) => matchesGlob(path, pattern));

  it.each([
    '.env',
    '.env.production',
    '.env.local',
    'docker/.env',
    'docker/.env.local',
    'server.pem',
    'certificates/db.key',
    'id_ed25519',
    'deploy/id_rsa.pub',
    'client.p12',
  ])('no %s', (path) => expect(isIgnored(path)).toBe(true));

  it('the rest, .npmrc included', () => {
    const tracked = execFileSync('git', ['ls-files'], { cwd: root, encoding: 'utf8' }).trim().split('\n');
    const kept =
      /^(app|bench|db|docs|model|redis|scripts|server|worker)\/|^(package|\.npmrc|next\.config|proxy)/;
    expect(tracked.filter((path) => kept.test(path) && isIgnored(path))).toEqual([]);
    expect(tracked).toContain('.npmrc');
  });
});

function readStage(target: string): string {
  const stage = dockerfile.split(/^FROM /m).find((part) => part.split('\n', 1)[0]!.endsWith(` AS ${target}`));
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${target}`);
  return stage;
}
