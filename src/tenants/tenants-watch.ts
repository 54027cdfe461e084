import type { TenantsOfFile } from '../config/tenants-file/read-tenants-file.js';
import type { Look, TenantsFileSource } from '../config/tenants-file/tenants-file-source.js';
import type { TenantsFileJournal } from '../observability/tenants-file-journal.js';
import type { Clock } from '../resilience/time/clock.js';

const LOOK_EVERY_MS = 5_000;
/** When there is no memory or thread for reading it, for instance. */
const UNREADABLE: Look = { outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] };

type Source = Pick<TenantsFileSource, 'look'>;

/** What a watch needs of the world. */
export interface WatchDependencies {
  readonly clock: Clock;
  /** Without one there is nothing to watch. */
  readonly source: Source | undefined;
  readonly journal: Pick<TenantsFileJournal, 'begin' | 'accepted' | 'refused'>;
  /** Puts a version in force, all of it at once. */
  readonly takeOver: (file: TenantsOfFile) => void;
}

/**
 * Looks at the tenants file every 5 seconds, from `start` until `stop`. A good version is taken over; a bad one is told
 * to the operator, and what was in force stays in force.
 */
export class TenantsWatch {
  private takeBackTimer: (() => void) | undefined;
  /** One look at a time: a large file takes long to be read. */
  private looking = false;

  constructor(private readonly dependencies: WatchDependencies) {}

  start(): void {
    const { clock, source, journal } = this.dependencies;
    if (source === undefined) return;
    journal.begin(clock.wallMs());
    this.schedule(source);
  }

  stop(): void {
    this.takeBackTimer?.();
    this.takeBackTimer = undefined;
  }

  private schedule(source: Source): void {
    this.takeBackTimer = this.dependencies.clock.schedule(LOOK_EVERY_MS, () => {
      this.schedule(source);
      if (!this.looking) void this.look(source);
    });
  }

  private async look(source: Source): Promise<void> {
    this.looking = true;
    const look = await source.look().catch(() => UNREADABLE);
    this.looking = false;
    if (this.takeBackTimer !== undefined) this.heed(look);
  }

  private heed(look: Look): void {
    const { clock, journal, takeOver } = this.dependencies;
    if (look.outcome === 'refused') journal.refused(look.faults);
    if (look.outcome !== 'accepted') return;
    takeOver(look.file);
    journal.accepted(clock.wallMs(), look.file.tenants.length);
  }
}
