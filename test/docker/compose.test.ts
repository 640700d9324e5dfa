import { existsSync, readFileSync } from 'node:fs';
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

describe.each(services)('%s', (_, service) => {
  it('has a pinned image and a health check', () => {
    expect(service.image).toMatch(/:v?\d+(\.\d+)+(-[a-z]+)?$/);
    const own = service.build === undefined ? undefined : readStage(service.build.target);
    expect(service.healthcheck ?? own?.match(/^HEALTHCHECK /m)).toBeTruthy();
  });

  it('is reachable from this machine alone, cannot write to its image and has no capabilities', () => {
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

it('the pages know the application role alone, the worker the three of db/roles.sql', () => {
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

it('worker and pages run as another user than root, from a build of several stages', () => {
  expect(dockerfile.match(/^FROM /gm)!.length).toBeGreaterThan(3);
  expect(dockerfile).toMatch(/^USER node$/m);
  for (const target of ['worker', 'web']) expect(readStage(target)).toMatch(/^CMD \[/m);
});

it('the image has the docs, which the pages show', () => {
  const ignored = read('.dockerignore').split('\n');
  for (const path of ['docs', '*.md', 'README.md']) expect(ignored).not.toContain(path);
});

function readStage(target: string): string {
  const stage = dockerfile.split(/^FROM /m).find((part) => part.split('\n', 1)[0]!.endsWith(` AS ${target}`));
  if (stage === undefined) throw new Error(`The Dockerfile has no stage ${target}`);
  return stage;
}
