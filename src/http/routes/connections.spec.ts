import { connect, type Socket } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance } from 'fastify';

import { eventually } from '../../../test/harness/eventually.js';
import { FakeClock } from '../../../test/harness/fake-clock.js';
import { Connections } from './connections.js';

const REQUEST = 'GET / HTTP/1.1\r\nHost: service.example\r\n\r\n';
const UNFINISHED = REQUEST.slice(0, 20);

let clock: FakeClock;
let fastify: FastifyInstance;
let clients: Socket[];
/** Callbacks that let the pending handlers respond. */
let answers: (() => void)[];

beforeEach(async () => {
  clock = new FakeClock();
  clients = [];
  answers = [];
  fastify = Fastify({ forceCloseConnections: 'idle' });
  new Connections(clock, 5_000).watch(fastify);
  fastify.get('/', () => new Promise((resolve) => answers.push(() => resolve('done'))));
  await fastify.listen({ port: 0, host: '127.0.0.1' });
});

afterEach(() => {
  for (const client of clients) client.destroy();
});

/** Connects, sends the text, and waits until the server has read it. */
async function client(text: string): Promise<Socket> {
  const accepted = once(fastify.server, 'connection') as Promise<[Socket]>;
  const { port } = fastify.server.address() as { port: number };
  const socket = connect(port, '127.0.0.1').on('error', () => undefined);
  clients.push(socket);
  socket.write(text);
  const [peer] = await accepted;
  await eventually(() => peer.bytesRead === text.length);
  return socket.resume();
}

const ended = (socket: Socket): Promise<unknown> => once(socket, 'close');

describe('a server that closes', () => {
  it('does not wait for a connection on which nothing was ever sent', async () => {
    const unused = ended(await client(''));
    await fastify.close();
    await unused;
    expect(clock.pending).toBe(0);
  });

  it('waits 5 s and no longer for a request whose head is incomplete', async () => {
    const unfinished = await client(UNFINISHED);
    const closed = fastify.close();
    await eventually(() => clock.pending === 1);
    await clock.advance(4_999);
    expect(unfinished.destroyed).toBe(false);
    await clock.advance(1);
    await closed;
  });

  it('waits for the answer to a running request, and for no further request on its connection', async () => {
    const running = await client(REQUEST);
    await eventually(() => answers.length === 1);
    const heard: string[] = [];
    running.on('data', (chunk) => heard.push(String(chunk)));
    const closed = fastify.close();
    await eventually(() => clock.pending === 1);
    await clock.advance(60_000);
    running.write(UNFINISHED);
    answers[0]?.();
    await Promise.all([closed, ended(running)]);
    expect(heard.join('')).toContain('done');
  });

  it('sets no timer without connections', async () => {
    await fastify.close();
    expect(clock.pending).toBe(0);
  });
});
