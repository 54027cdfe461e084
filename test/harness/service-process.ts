import { type ChildProcess, spawn } from 'node:child_process';
import { EventEmitter, once } from 'node:events';

/** The service or the demo as built, in a process of its own. */
export class ServiceProcess {
  output = '';
  private closed = false;
  private readonly news = new EventEmitter();

  private constructor(private readonly child: ChildProcess) {
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => this.hear(String(chunk)));
    child.once('close', () => this.news.emit('heard', (this.closed = true)));
  }

  /**
   * @param entry below `dist/`.
   * @param limits how many descriptors it may have open.
   */
  static start(entry: string, env: Record<string, string>, limits: { descriptors?: number } = {}): ServiceProcess {
    const clean = { PATH: process.env['PATH'] ?? '' };
    const stdio = ['ignore', 'pipe', 'pipe'] as const;
    const command = [process.execPath, `dist/${entry}`];
    const limited = ['/bin/sh', '-c', `ulimit -n ${limits.descriptors} && exec "$0" "$@"`, ...command];
    const [file = '', ...args] = limits.descriptors === undefined ? command : limited;
    return new ServiceProcess(spawn(file, args, { env: { ...clean, ...env }, stdio: [...stdio] }));
  }

  /** Waits for words in the output and returns what the pattern's first group found. */
  async says(pattern: RegExp): Promise<string> {
    // Asleep: a test that looks again and again takes the machine from the process it waits for.
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

  /** Sends a signal, if one is named, and waits for the end. */
  async ends(signal?: NodeJS.Signals): Promise<number | null> {
    const ended = this.child.exitCode === null && this.child.signalCode === null ? once(this.child, 'exit') : undefined;
    if (signal !== undefined) this.child.kill(signal);
    await ended;
    return this.child.exitCode;
  }
}
