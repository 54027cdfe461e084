import { describe, expect, it } from '@jest/globals';
import Fastify, { type FastifyInstance, type InjectOptions } from 'fastify';

import { FakeClock } from '../../../test/harness/fake-clock.js';
import { loadConfig } from '../../config/load-config.js';
import { Logger } from '../../observability/logger.js';
import { AnswerTimeout } from './answer-timeout.js';
import { ONE_IMAGE, SMALL_BODY } from '../bodies/body-rules.js';
import type { Exchange } from './exchange.js';
import type { OperationFacts } from '../openapi/operation-options.js';
import { ProblemFilter } from '../problems/problem.filter.js';
import { RouteTable } from './route-table.js';

const WRITE: InjectOptions = { method: 'POST', url: '/write', payload: { userId: 'ann' } };

/** Routes whose handlers never finish: `/write`, `/image` and `/streams`, which has started its response. */
function stuckService(): { clock: FakeClock; fastify: FastifyInstance; began: () => Promise<unknown> } {
  const clock = new FakeClock();
  const problems = new ProblemFilter(
    loadConfig({ REKOGNITION: 'embedded' }, []),
    new RouteTable(),
    new Logger('silent'),
  );
  const fastify = Fastify();
  const begun = Promise.withResolvers<undefined>();
  fastify.addHook('onRequest', (request, _reply, done) => {
    const { operation } = request.routeOptions.config;
    request.exchange = { headerFaults: [], write: 'CreateUser', operation } as Partial<Exchange> as Exchange;
    done();
  });
  new AnswerTimeout(clock, problems).install(fastify);
  const config = (rules: OperationFacts['bodyRules']) => ({ operation: { bodyRules: rules } as OperationFacts });
  fastify.post('/write', { config: config(SMALL_BODY) }, () => {
    begun.resolve(undefined);
    return new Promise(() => undefined);
  });
  fastify.post('/image', { config: config(ONE_IMAGE) }, () => {
    begun.resolve(undefined);
    return new Promise(() => undefined);
  });
  fastify.post('/streams', { config: config(SMALL_BODY) }, (_request, reply) => {
    reply.hijack();
    reply.raw.writeHead(200).write('[');
    begun.resolve(undefined);
  });
  fastify.post('/quick', { config: config(SMALL_BODY) }, () => ({ done: true }));
  return { clock, fastify, began: () => begun.promise };
}

describe('AnswerTimeout', () => {
  it('answers 504 after 45 s if the body was read and the handler hangs', async () => {
    const { clock, fastify, began } = stuckService();
    const asked = fastify.inject(WRITE);
    const answer = { arrived: false };
    void asked.then(() => (answer.arrived = true));
    await began();
    await clock.advance(44_999);
    expect(answer.arrived).toBe(false);
    await clock.advance(1);
    const { statusCode, headers, body } = await asked;
    expect([statusCode, headers['content-type']]).toEqual([504, 'application/problem+json']);
    expect(JSON.parse(body)).toMatchObject({ code: 'deadline-passed', effect: 'unknown', retryable: false });
  });

  it('gives requests with images time for a slot and the upload', async () => {
    const { clock, fastify, began } = stuckService();
    const asked = fastify.inject({ ...WRITE, url: '/image' });
    await began();
    await clock.advance(129_999);
    expect(clock.pending).toBe(1);
    await clock.advance(1);
    expect((await asked).statusCode).toBe(504);
  });

  it('closes the connection of an answer that has begun and does not end', async () => {
    const { clock, fastify, began } = stuckService();
    await fastify.listen({ port: 0, host: '127.0.0.1' });
    const { port } = fastify.server.address() as { port: number };
    const asked = fetch(`http://127.0.0.1:${port}/streams`, { method: 'POST' }).then((response) => response.text());
    asked.catch(() => undefined);
    await began();
    await clock.advance(45_000);
    await expect(asked).rejects.toThrow();
    await fastify.close();
  });

  it('leaves no timer after an answer', async () => {
    const { clock, fastify } = stuckService();
    expect((await fastify.inject({ ...WRITE, url: '/quick' })).json()).toEqual({ done: true });
    expect(clock.pending).toBe(0);
  });
});
