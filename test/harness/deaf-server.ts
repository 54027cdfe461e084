import { once } from 'node:events';
import { createConnection, type Socket } from 'node:net';
import { Worker } from 'node:worker_threads';

/** Listens, then blocks the event loop. Once the backlog is full, the kernel accepts no more connections. */
const SOURCE = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('node:net').createServer().listen({ port: workerData.port, host: '127.0.0.1', backlog: 1 }, () => {
    parentPort.postMessage('listening');
    Atomics.wait(new Int32Array(workerData.end), 0, 0);
  });
`;
const QUEUE = 2;

/** A loopback port on which connection attempts hang. */
export class DeafServer {
  private constructor(
    private readonly worker: Worker,
    private readonly end: Int32Array,
    private readonly queue: readonly Socket[],
  ) {}

  static async at(port: number): Promise<DeafServer> {
    const end = new SharedArrayBuffer(4);
    const worker = new Worker(SOURCE, { eval: true, workerData: { port, end } });
    await once(worker, 'message');
    const queue = Array.from({ length: QUEUE }, () => createConnection({ port, host: '127.0.0.1' }));
    await Promise.all(queue.map((socket) => once(socket, 'connect')));
    for (const socket of queue) socket.on('error', () => undefined);
    return new DeafServer(worker, new Int32Array(end), queue);
  }

  async close(): Promise<void> {
    for (const socket of this.queue) socket.destroy();
    Atomics.store(this.end, 0, 1);
    Atomics.notify(this.end, 0);
    await this.worker.terminate();
  }
}
