import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

import { UpstreamHandler } from './upstream-handler.js';

const NETWORK = { connectTimeoutMs: 600_000 };
const REQUEST = { method: 'POST', protocol: 'http:', hostname: '127.0.0.1', path: '/', body: '{}' };

type Exchange = readonly [IncomingMessage, ServerResponse];

let server: Server;
let handler: UpstreamHandler;
/** Requests that have arrived. */
let arrived: Exchange[];
let connections: Socket[];

beforeEach(async () => {
  arrived = [];
  connections = [];
  server = createServer((...exchange) => void arrived.push(exchange)).listen(0, '127.0.0.1');
  server.on('connection', (socket) => connections.push(socket));
  await once(server, 'listening');
  open({ mostSockets: 1, keepAlive: true });
});

afterEach(async () => {
  handler.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function open(settings: ConstructorParameters<typeof UpstreamHandler>[0]): void {
  handler = new UpstreamHandler(settings, NETWORK);
}

function send(path = '/', abortSignal?: AbortSignal): ReturnType<UpstreamHandler['handle']> {
  const { port } = server.address() as AddressInfo;
  const headers = { 'x-path': path };
  return handler.handle({ ...REQUEST, port, path, headers }, abortSignal && { abortSignal });
}

/** The next request that arrives. */
async function next(): Promise<Exchange> {
  if (arrived.length === 0) await once(server, 'request');
  return arrived.shift()!;
}

async function answer(): Promise<string | undefined> {
  const [{ url }, response] = await next();
  response.end();
  return url;
}

describe('UpstreamHandler', () => {
  it('opens no more connections than it may', async () => {
    open({ mostSockets: 2, keepAlive: true });
    const answers = Array.from({ length: 6 }, () => send());
    for (let n = 0; n < 6; n += 1) await answer();
    await Promise.all(answers);
    expect(connections).toHaveLength(2);
  });

  it('closes a connection after each response without keep-alive', async () => {
    open({ mostSockets: 1, keepAlive: false });
    for (let n = 0; n < 2; n += 1) {
      const answered = send();
      const [{ headers }, response] = await next();
      response.end();
      await answered;
      expect(headers.connection).toBe('close');
    }
    expect(connections).toHaveLength(2);
  });

  it('ends a request at once that is aborted on the wire, and its connection', async () => {
    const controller = new AbortController();
    const answered = send('/', controller.signal);
    const [request] = await next();
    const closed = once(request.socket, 'close');
    controller.abort(new Error('left'));
    await expect(answered).rejects.toMatchObject({ message: 'left', notConnected: false });
    await closed;
  });

  it('ends a request at once that is aborted before it has a connection, and never sends it', async () => {
    const controller = new AbortController();
    const first = send('/first');
    const [, response] = await next();
    const waiting = send('/waiting', controller.signal);
    await setImmediate();
    controller.abort(new Error('left'));
    await expect(waiting).rejects.toMatchObject({ message: 'left', notConnected: true });
    const last = send('/last');
    response.end();
    expect(await answer()).toBe('/last');
    await Promise.all([first, last]);
    expect(connections).toHaveLength(1);
  });

  it('tells a new connection that is lost from one that was reused', async () => {
    for (const lostOnReuse of [false, true]) {
      const lost = send();
      const [request] = await next();
      request.socket.destroy();
      await expect(lost).rejects.toMatchObject({ code: 'UND_ERR_SOCKET', lostOnReuse, notConnected: false });
      const served = send();
      await answer();
      await served;
    }
  });

  it('tells a response that breaks off from a reused connection that was closed before', async () => {
    const served = send();
    await answer();
    await served;
    const lost = send();
    const [{ socket }, response] = await next();
    response.writeHead(200, { 'content-length': 10 }).write('{', () => socket.destroy());
    await expect(lost).rejects.toMatchObject({ lostOnReuse: false, notConnected: false });
  });

  it('returns the headers of the last response only, without those of an informational one', async () => {
    const answered = send();
    const [, response] = await next();
    response.socket!.write('HTTP/1.1 103 Early Hints\r\nx-amzn-requestid: early\r\n\r\n');
    response.writeHead(200, { connection: 'close', 'content-length': 0 }).end();
    const { response: heard } = await answered;
    expect([heard.statusCode, heard.headers['x-amzn-requestid']]).toEqual([200, undefined]);
  });

  it('says that nothing was sent when no connection was made', async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const refused = handler.handle({ ...REQUEST, port, headers: {} });
    await expect(refused).rejects.toMatchObject({ code: 'ECONNREFUSED', notConnected: true, loopWasLate: false });
  });

  it('takes an invalid header for no failure of a connection', async () => {
    const { port } = server.address() as AddressInfo;
    const invalid = handler.handle({ ...REQUEST, port, headers: { 'x-amz-security-token': 'line\nbreak' } });
    await expect(invalid).rejects.toMatchObject({ notConnected: false });
    expect(arrived).toEqual([]);
  });
});
