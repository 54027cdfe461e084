import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from '@jest/globals';

import { loadConfig } from '../../src/config/load-config.js';
import { SETTINGS } from '../../src/config/settings.js';
import { COMPOSE_FOLDER, readCompose, replicasOf } from './compose.js';
import { parseDockerfile } from './dockerfile.js';

const folder = mkdtempSync(join(tmpdir(), 'facade-compose-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = readCompose();
const { services } = file;
const replicas = replicasOf(file);
const config = readFileSync(join(COMPOSE_FOLDER, 'haproxy.cfg'), 'utf8');
const settingNames: string[] = Object.values(SETTINGS).map(({ name }) => name);

describe('the compose file', () => {
  it('has the engine, Redis and three replicas behind a balancer', () => {
    expect(Object.keys(services).sort()).toEqual(['engine', 'front', 'redis', 'replica-1', 'replica-2', 'replica-3']);
    expect(new Set(replicas.map(([, service]) => JSON.stringify(service))).size).toBe(1);
    expect(replicas[0]?.[1].environment).toMatchObject({ REPLICAS: String(replicas.length) });
  });

  it('builds its own images, and pulls others at fixed versions', () => {
    for (const { image, build } of Object.values(services)) {
      if (build === undefined) expect(image).toMatch(/^[a-z]+:\d+\.\d+$/);
      else expect(existsSync(join(COMPOSE_FOLDER, build, 'Dockerfile'))).toBe(true);
    }
  });

  it('mounts files that exist', () => {
    const mounts = Object.values(services).flatMap(({ volumes = [] }) => volumes);
    expect(mounts.length).toBeGreaterThan(1);
    for (const mount of mounts) expect(existsSync(join(COMPOSE_FOLDER, mount.split(':')[0]!))).toBe(true);
  });

  it('gives replicas settings that exist and are accepted', () => {
    const environment = replicas[0]?.[1].environment ?? {};
    const others = Object.keys(environment).filter((name) => !settingNames.includes(name));
    expect(others).toEqual(['AWS_ID', 'AWS_SECRET']);
    const secrets = join(folder, 'secrets');
    writeFileSync(secrets, `${'s'.repeat(48)}\n`);
    const here = { TENANTS_FILE: join(COMPOSE_FOLDER, 'tenants.yaml'), SECRETS_FILE: secrets };
    const { redis, tenants } = loadConfig({ NODE_ENV: 'production', ...environment, ...here }, []);
    expect([redis?.addresses, tenants.map(({ id }) => id)]).toEqual([[{ host: 'redis', port: 6_379 }], ['compose']]);
  });

  it('mounts the tenants file and the secrets where the settings say', () => {
    const [, { environment = {}, volumes = [], secrets = [] }] = replicas[0]!;
    expect(volumes).toEqual([`./tenants.yaml:${environment['TENANTS_FILE']}:ro`]);
    expect(secrets.map((name) => `/run/secrets/${name}`)).toEqual([environment['SECRETS_FILE']]);
    expect(file.secrets).toEqual({ secrets: { environment: 'SECRETS' } });
  });

  it('names hosts that are services, and the port of the image', () => {
    const { stages } = parseDockerfile(readFileSync('Dockerfile', 'utf8'));
    const port = stages.at(-1)!.instructions.find(({ keyword }) => keyword === 'EXPOSE')?.argument;
    const { environment = {}, depends_on: before = [], ports } = services['front']!;
    expect(replicas.map((_, index) => environment[`REPLICA_${index + 1}`])).toEqual(
      replicas.map(([name]) => `${name}:${port}`),
    );
    expect(before).toEqual(replicas.map(([name]) => name));
    expect([environment['FRONT'], ports]).toEqual(['*:3000', ['127.0.0.1:3000:3000']]);
    const hosts = ['REKOGNITION', 'REDIS_URL'].map((name) => new URL(replicas[0]![1].environment![name]!).hostname);
    expect(Object.keys(services)).toEqual(expect.arrayContaining(hosts));
  });

  it("trusts the balancer's network only", () => {
    expect(file.networks.default.ipam.config[0].subnet).toBe(replicas[0]?.[1].environment?.['TRUSTED_PROXIES']);
  });
});

describe('the configuration of HAProxy', () => {
  it('uses the variables that the compose file sets, and no others', () => {
    const used = [...config.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name);
    expect([...new Set(used)].sort()).toEqual(Object.keys(services['front']!.environment!).sort());
  });

  it('hashes by the path of a user, and retries only requests that reached no replica', () => {
    expect(config).toContain('balance uri depth "${PATH_DEPTH}"');
    const depth = Number(services['front']!.environment!['PATH_DEPTH']);
    expect('/collections/{collectionId}/users/{userId}'.split('/').length - 1).toBe(depth);
    expect(config.match(/retry-on .*/g)).toEqual(['retry-on conn-failure']);
  });
});
