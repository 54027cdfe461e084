import type { Tenant } from '../../src/config/tenant.js';
import { accountsOf, tenant, TestApp } from './app.js';
import { TestEngine } from './engine.js';
import { People } from './people.js';

/** The service with the tenant `acme` and optional others, and an engine with acme's collection `staff`. */
export class World {
  private constructor(
    readonly engine: TestEngine,
    readonly app: TestApp,
    readonly people: People,
  ) {}

  static async start(acme: Tenant = tenant('acme'), ...others: Tenant[]): Promise<World> {
    const tenants = [acme, ...others];
    const engine = await TestEngine.start({ accounts: accountsOf(tenants) });
    const app = await TestApp.start(engine.url, { tenants });
    const people = new People(engine.url, acme);
    await people.collection(acme.view.kind === 'prefix' ? `${acme.view.prefix}staff` : 'staff');
    await app.warm();
    return new World(engine, app, people);
  }

  async close(): Promise<void> {
    this.people.close();
    await this.app.close();
    await this.engine.close();
  }
}
