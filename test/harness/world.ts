import { afterAll, afterEach, beforeAll, beforeEach } from '@jest/globals';

import type { Config } from '../../src/config/config.js';
import type { Tenant } from '../../src/config/tenant.js';
import type { EngineOptions } from '../../src/engine/index.js';
import { accountsOf, tenant, TestApp } from './app.js';
import { TestEngine } from './engine.js';
import { eventually } from './eventually.js';
import { People } from './people.js';
import { standIn } from './stand-in.js';

interface WorldOptions {
  /** Default: `acme`, which sees all collections. */
  tenants?: readonly Tenant[];
  /** Whose keys `people` uses; default: the first tenant. The service need not know it. */
  owner?: Tenant;
  engine?: Omit<EngineOptions, 'accounts'>;
  settings?: Partial<Config>;
}

/** Long enough for the retry budget and the circuit breakers to drop what the previous test counted. */
const BETWEEN_TESTS_MS = 20_000;

/** The service and an engine with the collection `staff`, which has the owner's prefix if there is one. */
export interface World {
  readonly engine: TestEngine;
  readonly app: TestApp;
  readonly people: People;
}

/** One world for all tests of a file or `describe`. Each test begins without faults and recorded calls. */
export function withWorld(options: WorldOptions = {}): World {
  const { world, start, close } = worldOf(options);
  beforeAll(start);
  beforeEach(async () => {
    await world.engine.heal();
    await world.engine.forgetCalls();
    await world.app.clock.advance(BETWEEN_TESTS_MS);
    await eventually(() => !world.app.isAuditLate);
  });
  afterAll(close);
  return world;
}

/** A new world for each test of a file or `describe`. */
export function withWorldPerTest(options: WorldOptions = {}): World {
  const { world, start, close } = worldOf(options);
  beforeEach(start);
  afterEach(close);
  return world;
}

function worldOf(options: WorldOptions) {
  const { tenants = [tenant('acme')], engine, settings } = options;
  const { owner = tenants[0]! } = options;
  const accounts = accountsOf([...new Set([...tenants, owner])]);
  let started: World | undefined;
  const present = (): World => {
    if (started === undefined) throw new Error('the world exists only in hooks and tests');
    return started;
  };
  return {
    world: {
      engine: standIn(() => present().engine),
      app: standIn(() => present().app),
      people: standIn(() => present().people),
    },
    start: async (): Promise<void> => {
      const ownEngine = await TestEngine.start({ ...engine, accounts });
      const app = await TestApp.start(ownEngine.url, { tenants, ...settings });
      started = { engine: ownEngine, app, people: new People(ownEngine.url, owner) };
      await started.people.collection(owner.view.kind === 'prefix' ? `${owner.view.prefix}staff` : 'staff');
      await app.warm();
      await ownEngine.forgetCalls();
    },
    close: async (): Promise<void> => {
      const { people, app, engine: ownEngine } = present();
      people.close();
      await app.close();
      await ownEngine.close();
    },
  };
}
