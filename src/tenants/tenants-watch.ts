import type { TenantsOfFile } from '../config/tenants-file/read-tenants-file.js';
import type { Look, TenantsFileSource } from '../config/tenants-file/tenants-file-source.js';
import type { TenantsFileRecorder } from '../observability/tenants-file-recorder.js';
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
  readonly recorder: Pick<TenantsFileRecorder, 'begin' | 'accepted' | 'refused'>;
  /** Puts a version in force, all of it at once. */
  readonly takeOver: (file: TenantsOfFile) => void;
}

/**
 * Looks at the tenants file every 5 seconds, from `start` until `stop`. A good version is taken over; a bad one is told
 * to the operator, and what was in force stays in force.
 */
export class TenantsWatch {
  private cancelTimer: (() => void) | undefined;
  /** One look at a time: a large file takes long to be read. */
  private looking = false;

  constructor(private readonly dependencies: WatchDependencies) {}

  start(): void {
    const { clock, source, recorder } = this.dependencies;
    if (source === undefined) return;
    recorder.begin(clock.wallMs());
    this.schedule(source);
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private schedule(source: Source): void {
    this.cancelTimer = this.dependencies.clock.schedule(LOOK_EVERY_MS, () => {
      this.schedule(source);
      if (!this.looking) void this.look(source);
    });
  }

  private async look(source: Source): Promise<void> {
    this.looking = true;
    const look = await source.look().catch(() => UNREADABLE);
    this.looking = false;
    if (this.cancelTimer !== undefined) this.heed(look);
  }

  private heed(look: Look): void {
    const { clock, recorder, takeOver } = this.dependencies;
    if (look.outcome === 'refused') recorder.refused(look.faults);
    if (look.outcome !== 'accepted') return;
    takeOver(look.file);
    recorder.accepted(clock.wallMs(), look.file.tenants.length);
  }
}
