import { afterEach, describe, expect, it } from '@jest/globals';

import { rawFetch, TestEngine } from '../kit.js';

const ORIGIN = 'https://app.example.com';

let engine: TestEngine;

afterEach(() => engine.close());

const preflight = () =>
  fetch(engine.url, { method: 'OPTIONS', headers: { origin: ORIGIN, 'access-control-request-method': 'POST' } });

describe('A browser', () => {
  it('may call from any origin, as AWS’s sample programs do', async () => {
    engine = await TestEngine.start();
    const asked = await preflight();
    expect([asked.status, await asked.text()]).toEqual([200, '']);
    expect(asked.headers.get('access-control-allow-origin')).toBe('*');
    expect(asked.headers.get('access-control-allow-methods')).toContain('POST');
    expect(asked.headers.get('access-control-allow-headers')).toContain('Authorization');
    const called = await rawFetch(engine.url, { body: '{}', headers: { origin: ORIGIN } });
    expect([called.status, called.headers.get('access-control-allow-origin')]).toEqual([200, '*']);
    expect(called.headers.get('access-control-expose-headers')).toContain('x-amzn-RequestId');
  });

  it('may also read the errors of its calls', async () => {
    engine = await TestEngine.start();
    const refused = await rawFetch(engine.url, { body: '{', headers: { origin: ORIGIN } });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, '*']);
  });

  it('may not use the control routes', async () => {
    engine = await TestEngine.start();
    const answer = await fetch(`${engine.url}/_engine/calls`, { headers: { origin: ORIGIN } });
    expect(answer.headers.get('access-control-allow-origin')).toBeNull();
  });

  it('may not call if the assumption is changed', async () => {
    engine = await TestEngine.start({ assumptions: { cors: 'none' } });
    const asked = await preflight();
    expect([asked.status, asked.headers.get('access-control-allow-origin')]).toEqual([404, null]);
  });

  it('gets no CORS headers without an Origin, like any other program', async () => {
    engine = await TestEngine.start();
    const called = await rawFetch(engine.url, { body: '{}' });
    expect([called.status, called.headers.get('access-control-allow-origin')]).toEqual([200, null]);
  });
});
