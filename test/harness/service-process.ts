import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** The built service or demo in a child process. */
export class ServiceProcess {
  output = '';
  private closed = false;
  private readonly news = new EventEmitter();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => this.hear(String(chunk)));
    child.once('close', () => this.news.emit('heard', (this.closed = true)));
  }

  /**
   * @param entry path below `dist/`.
   * @param limits maximum number of open file descriptors.
   */
  static start(entry: string, env: Record<string, string>, limits: { descriptors?: number } = {}): ServiceProcess {
    const clean = { PATH: process.env['PATH'] ?? '' };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const command = [process.execPath, `dist/${entry}`];
    const limited = ['/bin/sh', '-c', `ulimit -n ${limits.descriptors} && exec "$0" "$@"`, ...command];
    const [file = '', ...args] = limits.descriptors === undefined ? command : limited;
    return new ServiceProcess(spawn(file, args, { env: { ...clean, ...env }, stdio: [...stdio] }));
  }

  /** Waits for a pattern in the output and returns its first group, or the whole match. */
  async says(pattern: RegExp): Promise<string> {
    // Waits for events, because polling would take CPU time from the child process.
    while (!pattern.test(this.output) && !this.closed) await once(this.news, 'heard');
    const found = pattern.exec(this.output);
    if (found === null) throw new Error(`it ended without saying ${pattern.source}:\n${this.output}`);
    return found[1] ?? found[0];
  }

  private hear(words: string): void {
    this.output += words;
    this.news.emit('heard');
  }

  signal(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }

  /** Sends the signal, if any, and returns the exit code. */
  async ends(signal?: NodeJS.Signals): Promise<number | null> {
    const ended = this.child.exitCode === null && this.child.signalCode === null ? once(this.child, 'exit') : undefined;
    if (signal !== undefined) this.child.kill(signal);
    await ended;
    return this.child.exitCode;
  }
}
