import type { TenantsOfFile } from '../config/tenants-file/read-tenants-file.js';
import type { Look, TenantsFileSource } from '../config/tenants-file/tenants-file-source.js';
import type { TenantsFileRecorder } from '../observability/recorders.js';
import type { Clock } from '../resilience/time/clock.js';

const LOOK_EVERY_MS = 5_000;
/** For example when the worker thread runs out of memory. */
const UNREADABLE: Look = { outcome: 'refused', faults: ['TENANTS_FILE cannot be read'] };

type FileSource = Pick<TenantsFileSource, 'look' | 'reported'>;

interface WatchDependencies {
  readonly clock: Clock;
  /** Undefined without a tenants file. */
  readonly source: FileSource | undefined;
  readonly recorder: Pick<TenantsFileRecorder, 'begin' | 'accepted' | 'refused'>;
  /** Applies a version as a whole. */
  readonly takeOver: (file: TenantsOfFile) => void;
}

/** Checks the tenants file every 5 seconds. Valid versions are applied; invalid ones are reported. */
export class TenantsWatch {
  private cancelTimer: (() => void) | undefined;
  /** Prevents concurrent checks: a large file takes long to read. */
  private looking = false;

  constructor(private readonly dependencies: WatchDependencies) {}

  start(): void {
    const { clock, source, recorder } = this.dependencies;
    if (source === undefined) return;
    const { faults, closed } = source.reported;
    recorder.begin(clock.wallMs(), closed);
    if (faults.length > 0) recorder.refused(faults);
    this.schedule(source);
  }

  stop(): void {
    this.cancelTimer?.();
    this.cancelTimer = undefined;
  }

  private schedule(source: FileSource): void {
    this.cancelTimer = this.dependencies.clock.schedule(LOOK_EVERY_MS, () => {
      this.schedule(source);
      if (!this.looking) void this.look(source);
    });
  }

  private async look(source: FileSource): Promise<void> {
    this.looking = true;
    const look = await source.look().catch(() => UNREADABLE);
    this.looking = false;
    if (this.cancelTimer !== undefined) this.handle(look);
  }

  private handle(look: Look): void {
    const { clock, recorder, takeOver } = this.dependencies;
    if (look.outcome === 'unchanged') return;
    if (look.outcome === 'accepted') {
      takeOver(look.file);
      recorder.accepted(clock.wallMs(), look.file.tenants.length, look.file.closed);
    }
    if (look.faults.length > 0) recorder.refused(look.faults);
  }
}
