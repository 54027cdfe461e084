import { describe, expect, it } from '@jest/globals';

import { FakeClock } from '../../test/harness/fake-clock.js';
import type { TenantsOfFile } from '../config/tenants-file/read-tenants-file.js';
import type { Look } from '../config/tenants-file/tenants-file-source.js';
import { TenantsWatch } from './tenants-watch.js';

const FILE: TenantsOfFile = { tenants: [], quotas: new Map(), issuers: [], closed: [] };
const GOOD: Look = { outcome: 'accepted', file: FILE, faults: [] };

/** A watch of a file that a test tells what it holds, and what the watch did about it. */
class Scene {
  readonly clock = new FakeClock(0);
  readonly done: string[] = [];
  looks = 0;
  next: () => Promise<Look> = () => Promise.resolve({ outcome: 'unchanged' });
  readonly watch: TenantsWatch;

  constructor(hasFile = true) {
    const look = (): Promise<Look> => {
      this.looks += 1;
      return this.next();
    };
    this.watch = new TenantsWatch({
      clock: this.clock,
      source: hasFile ? { look, reported: { faults: [], closed: [] } } : undefined,
      recorder: {
        begin: (nowMs) => this.done.push(`begun at ${nowMs}`),
        accepted: (nowMs, tenants) => this.done.push(`accepted at ${nowMs}: ${tenants} tenants`),
        refused: (faults) => this.done.push(`refused: ${faults.join()}`),
      },
      takeOver: () => this.done.push('taken over'),
    });
    this.watch.start();
  }
}

describe('TenantsWatch', () => {
  it('checks every 5 seconds', async () => {
    const scene = new Scene();
    await scene.clock.advance(4_999);
    expect(scene.looks).toBe(0);
    await scene.clock.advance(1);
    expect(scene.looks).toBe(1);
    await scene.clock.advance(50_000);
    expect(scene.looks).toBe(11);
    expect(scene.done).toEqual(['begun at 0']);
  });

  it('applies a valid version, then reports it', async () => {
    const scene = new Scene();
    scene.next = () => Promise.resolve(GOOD);
    await scene.clock.advance(5_000);
    expect(scene.done.slice(1)).toEqual(['taken over', 'accepted at 5000: 0 tenants']);
  });

  it('reports the faults of an invalid version without applying it, also if the check itself fails', async () => {
    const scene = new Scene();
    scene.next = () => Promise.resolve({ outcome: 'refused', faults: ['tenants: must be a list'] });
    await scene.clock.advance(5_000);
    scene.next = () => Promise.reject(new Error('no memory'));
    await scene.clock.advance(5_000);
    expect(scene.done.slice(1)).toEqual(['refused: tenants: must be a list', 'refused: TENANTS_FILE cannot be read']);
    scene.next = () => Promise.resolve(GOOD);
    await scene.clock.advance(5_000);
    expect(scene.done.slice(3)).toEqual(['taken over', 'accepted at 15000: 0 tenants']);
  });

  it('starts no check before the previous one has ended', async () => {
    const scene = new Scene();
    const { promise, resolve } = Promise.withResolvers<Look>();
    scene.next = () => promise;
    await scene.clock.advance(20_000);
    expect(scene.looks).toBe(1);
    resolve({ outcome: 'unchanged' });
    await scene.clock.advance(0);
    await scene.clock.advance(5_000);
    expect(scene.looks).toBe(2);
  });

  it('applies nothing once it was stopped, and leaves no timer', async () => {
    const scene = new Scene();
    const { promise, resolve } = Promise.withResolvers<Look>();
    scene.next = () => promise;
    await scene.clock.advance(5_000);
    scene.watch.stop();
    resolve(GOOD);
    await scene.clock.advance(60_000);
    expect([scene.looks, scene.clock.pending, scene.done]).toEqual([1, 0, ['begun at 0']]);
  });

  it('does nothing without a file', async () => {
    const scene = new Scene(false);
    expect(scene.clock.pending).toBe(0);
    await scene.clock.advance(60_000);
    expect([scene.looks, scene.done]).toEqual([0, []]);
  });
});
