import type { Tenant } from '../../src/config/tenant.js';
import { accountsOf, tenant, TestApp } from './app.js';
import { TestEngine } from './engine.js';
import { People } from './people.js';

/** The service of one tenant, `acme`, on an engine that has its collection `staff`. */
export class World {
  private constructor(
    readonly engine: TestEngine,
    readonly app: TestApp,
    readonly people: People,
  ) {}

  static async start(acme: Tenant = tenant('acme')): Promise<World> {
    const engine = await TestEngine.start({ accounts: accountsOf([acme]) });
    const app = await TestApp.start(engine.url, { tenants: [acme] });
    const people = new People(engine.url, acme);
    await people.collection('staff');
    await app.warm();
    return new World(engine, app, people);
  }

  async close(): Promise<void> {
    this.people.close();
    await this.app.close();
    await this.engine.close();
  }
}
