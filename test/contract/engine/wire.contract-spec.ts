import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { startEngine } from '../../../src/engine/index.js';
import { TestEngine, rawCall } from '../kit.js';
import { withEngine } from '../with-engine.js';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const { engine } = withEngine();

describe('AWS JSON 1.1', () => {
  it('answers 200 with JSON 1.1, a new request id and a date', async () => {
    const [first, second] = [await rawCall(engine.url, { body: '{}' }), await rawCall(engine.url, { body: '{}' })];
    expect(first.status).toBe(200);
    expect(first.headers.get('content-type')).toBe('application/x-amz-json-1.1');
    expect(first.headers.get('x-amzn-requestid')).toMatch(UUID);
    expect(first.headers.get('x-amzn-requestid')).not.toBe(second.headers.get('x-amzn-requestid'));
    expect(first.headers.get('date')).toMatch(/GMT$/);
    expect(first.json).toEqual({ CollectionIds: [], FaceModelVersions: [] });
  });

  it('answers errors with __type, Message, Code and Logref', async () => {
    const { status, headers, json } = await rawCall(engine.url, { target: 'ListUsers', body: '{"CollectionId":"x"}' });
    expect(status).toBe(400);
    expect(json).toEqual({
      __type: 'ResourceNotFoundException',
      Message: expect.any(String),
      Code: 'ResourceNotFoundException',
      Logref: headers.get('x-amzn-requestid'),
    });
  });

  it('is served under any path, because an endpoint URL can have one', async () => {
    const client = engine.client({ endpoint: `${engine.url}/some/path` });
    expect((await client.send(new ListCollectionsCommand({}))).CollectionIds).toEqual([]);
    expect((await rawCall(engine.url, { body: '{}', path: "/a%20b/it's/?x=1&a=b%2Fc" })).status).toBe(200);
  });

  it.each(['DetectNothing', 'toString', ''])('rejects the target %j with UnknownOperationException', async (target) => {
    const { status, json } = await rawCall(engine.url, { target, body: '{}' });
    expect({ status, name: json['__type'] }).toEqual({ status: 400, name: 'UnknownOperationException' });
  });

  it.each(['', '{', 'null', '[]', '"text"', Buffer.from('{"NextToken":"\xff"}', 'latin1')])(
    'rejects the body %j with SerializationException',
    async (body) => {
      const { status, json } = await rawCall(engine.url, { body });
      expect({ status, name: json['__type'] }).toEqual({ status: 400, name: 'SerializationException' });
    },
  );

  it('answers 404 to anything but POST', async () => {
    expect((await fetch(engine.url)).status).toBe(404);
  });

  it('rejects a body with a too large Content-Length before reading it', async () => {
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(engine.url, { method: 'POST', headers: { 'content-length': 2 ** 30 } });
      request.on('response', (response) => resolve(response.statusCode));
      request.on('error', reject);
      request.flushHeaders();
    });
    expect(status).toBe(413);
  });

  it('rejects a chunked body that becomes too large', async () => {
    const socket = connect(engine.engine.port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.write('POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n');
    const chunk = `100000\r\n${'x'.repeat(2 ** 20)}\r\n`;
    for (let sentMiB = 0; sentMiB < 16; sentMiB += 1) socket.write(chunk);
    const head = await new Promise<string>((resolve) => socket.once('data', (bytes) => resolve(bytes.toString())));
    socket.destroy();
    expect(head).toMatch(/^HTTP\/1\.1 413 /);
  });
});

describe('Closing the engine', () => {
  it('ends delayed calls and idle connections', async () => {
    const slow = await TestEngine.start({ latencyMs: 60_000 });
    const waiting = slow.client().send(new ListCollectionsCommand({}));
    const ended = expect(waiting).rejects.toThrow();
    const idle = connect(slow.engine.port, '127.0.0.1');
    const cut = new Promise((resolve) => idle.once('close', resolve));
    idle.on('error', () => undefined);
    await slow.until(({ counts }) => counts['ListCollections']?.['pending'] === 1);
    await slow.close();
    await Promise.all([ended, cut, slow.close()]);
  });

  it('frees its port', async () => {
    const first = await startEngine();
    await first.close();
    const second = await startEngine({ port: first.port });
    await second.close();
  });

  it('fails to start on a port that is in use', async () => {
    await expect(startEngine({ port: engine.engine.port })).rejects.toThrow('EADDRINUSE');
  });
});
