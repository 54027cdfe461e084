import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

export const MEBIBYTE = 1_024 * 1_024;

/** Where Linux keeps groups of processes with a limit, in its first and its second form. */
const KINDS = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];
/** Has Linux count the peak anew from what is resident now. */
const RESET_PEAK = '5';

/** A limit of memory that the kernel holds, as that of a container: whoever goes beyond is killed. */
export class MemoryGroup {
  private constructor(readonly folder: string) {}

  /** @returns undefined where such groups cannot be made: it takes root. */
  static of(limitBytes: number): MemoryGroup | undefined {
    for (const { root, limit } of KINDS) {
      const folder = `${root}/bench-${process.pid}`;
      if (!succeeds(() => mkdirSync(folder))) continue;
      // Without the flag a limit that the kernel does not know would become a file.
      if (succeeds(() => writeFileSync(`${folder}/${limit}`, String(limitBytes), { flag: 'r+' }))) {
        return new MemoryGroup(folder);
      }
      rmdirSync(folder);
    }
    return undefined;
  }

  /** When its processes have ended. */
  close(): void {
    rmdirSync(this.folder);
  }
}

function succeeds(work: () => void): boolean {
  try {
    work();
    return true;
  } catch {
    return false;
  }
}

/** What a process has resident, in bytes; not a number when it has ended. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** The most that it had resident at a time since the peak was reset. */
export function peakBytes(pid: number): number {
  return statusBytes(pid, 'VmHWM');
}

export function resetPeak(pid: number): void {
  succeeds(() => writeFileSync(`/proc/${pid}/clear_refs`, RESET_PEAK));
}

function statusBytes(pid: number, member: string): number {
  let kibibytes = Number.NaN;
  succeeds(() => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    kibibytes = Number(new RegExp(`^${member}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
  });
  return kibibytes * 1_024;
}
