import { mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';

export const MEBIBYTE = 1_024 * 1_024;

/** Directories of memory cgroups, version 1 and version 2. */
const KINDS = [
  { root: '/sys/fs/cgroup/memory', limit: 'memory.limit_in_bytes' },
  { root: '/sys/fs/cgroup', limit: 'memory.max' },
];
/** Value that resets the peak of resident memory. */
const RESET_PEAK = '5';

/** A memory limit enforced by the kernel, as for a container: a process beyond it is killed. */
export class MemoryGroup {
  private constructor(readonly folder: string) {}

  /** @returns undefined if the cgroup cannot be created, which takes root. */
  static of(limitBytes: number): MemoryGroup | undefined {
    for (const { root, limit } of KINDS) {
      const folder = `${root}/bench-${process.pid}`;
      if (!succeeds(() => mkdirSync(folder))) continue;
      // Without the flag, a limit that the kernel does not support would be created as a file.
      if (succeeds(() => writeFileSync(`${folder}/${limit}`, String(limitBytes), { flag: 'r+' }))) {
        return new MemoryGroup(folder);
      }
      rmdirSync(folder);
    }
    return undefined;
  }

  /** Removes the cgroup once its processes have ended. */
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

/** Returns the resident memory of a process in bytes, or NaN if it has ended. */
export function residentBytes(pid: number): number {
  return statusBytes(pid, 'VmRSS');
}

/** Returns the peak of resident memory since it was reset, in bytes. */
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
