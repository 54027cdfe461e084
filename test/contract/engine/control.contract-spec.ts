import { CreateUserCommand, ListCollectionsCommand } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { ACCOUNT, KEYS, REGION, TestEngine, rawCall, refusal } from '../kit.js';
import { withEnginePerTest } from '../with-engine.js';

const FAULT = { operation: '*', fault: 'latency', times: 1, latencyMs: 1 };

const { engine } = withEnginePerTest();

describe('The control routes', () => {
  it('all answer 403 unless they are enabled', async () => {
    const closed = await TestEngine.start({ control: false });
    try {
      for (const [method, route] of [
        ['GET', 'health'],
        ['GET', 'calls'],
        ['PUT', 'faults'],
        ['POST', 'clock'],
        ['GET', 'nothing'],
      ] as const)
        expect(await closed.control(method, route, method === 'GET' ? undefined : [])).toMatchObject({
          status: 403,
          body: { message: expect.stringMatching(/--control/) },
        });
    } finally {
      await closed.close();
    }
  });

  it('report that the engine is healthy', async () => {
    expect(await engine.control('GET', 'health')).toEqual({ status: 200, body: { status: 'ok' } });
  });

  it('answer 404 to an unknown route and 405 to an unsupported method', async () => {
    expect((await engine.control('GET', 'toString')).status).toBe(404);
    expect((await engine.control('POST', 'health', {})).status).toBe(405);
  });

  it.each([
    ['invalid JSON', '{', /list/],
    ['an object instead of a list', {}, /list/],
    ['a number instead of an object', [1], /fault 1: must be an object/],
    ['an unknown operation', [{ ...FAULT, operation: 'Detect' }], /fault 1: operation must be \*/],
    ['an unknown fault', [FAULT, { ...FAULT, fault: 'toString' }], /fault 2: fault must be one of /],
    ['neither times nor share', [{ ...FAULT, times: undefined }], /exactly one of times and share/],
    ['both times and share', [{ ...FAULT, share: 0.5 }], /exactly one of times and share/],
    ['times below one', [{ ...FAULT, times: 0 }], /times must be/],
    ['a share above one', [{ ...FAULT, times: undefined, share: 1.1 }], /share must be/],
    ['latency without a time', [{ ...FAULT, latencyMs: undefined }], /latencyMs must be/],
    ['a negative time', [{ ...FAULT, latencyMs: -1 }], /latencyMs must be/],
    ['an effect that is none', [{ ...FAULT, fault: 'empty', effect: 'during' }], /effect must be after or before/],
    ['an effect that the fault cannot have', [{ ...FAULT, effect: 'before' }], /fault 1: effect must be after/],
    ['an unknown member', [{ ...FAULT, often: true }], /often is not a member/],
  ])('reject faults with %s, with the reason, and keep the old plan', async (_, body, message) => {
    await engine.control('PUT', 'faults', [{ operation: '*', fault: 'ThrottlingException', times: 1 }]);
    expect(await engine.control('PUT', 'faults', body)).toMatchObject({
      status: 400,
      body: { message: expect.stringMatching(message) },
    });
    const call = engine.client().send(new ListCollectionsCommand({}));
    expect(await refusal(call)).toMatchObject({ name: 'ThrottlingException' });
  });

  it('report all problems at once', async () => {
    const { body } = await engine.control('PUT', 'faults', [{ operation: 1, fault: 2 }]);
    expect((body as { message: string }).message.split('; ')).toHaveLength(3);
  });

  it.each([{}, { advanceMs: -1 }, { advanceMs: '1' }, { advanceMs: 8e14 }, 'x', null])(
    'reject an advance of the clock by %j',
    async (body) => {
      expect((await engine.control('POST', 'clock', JSON.stringify(body))).status).toBe(400);
    },
  );
});

describe('The call log', () => {
  it('has caller, operation and result of each call', async () => {
    const client = engine.client();
    await client.send(new ListCollectionsCommand({}));
    await refusal(client.send(new CreateUserCommand({ CollectionId: 'nowhere', UserId: 'ann' })));
    const { calls, counts } = await engine.recorder();
    const caller = { accountId: ACCOUNT, accessKeyId: KEYS.accessKeyId, region: REGION };
    const more = { atMs: expect.any(Number), requestId: expect.any(String) };
    expect(calls).toEqual([
      { operation: 'ListCollections', result: 'ok', ...caller, ...more },
      { operation: 'CreateUser', result: 'ResourceNotFoundException', ...caller, ...more },
    ]);
    expect(counts).toEqual({ ListCollections: { ok: 1 }, CreateUser: { ResourceNotFoundException: 1 } });
  });

  it('has the request id that the client received', async () => {
    const { headers } = await rawCall(engine.url, { body: '{}' });
    const { calls } = await engine.recorder();
    expect(calls[0]!.requestId).toBe(headers.get('x-amzn-requestid'));
  });

  it('has no caller if the signature is rejected', async () => {
    await rawCall(engine.url, { body: '{}', keys: { ...KEYS, secretAccessKey: 'wrong' } });
    const { calls } = await engine.recorder();
    expect(calls).toMatchObject([
      {
        operation: 'ListCollections',
        result: 'InvalidSignatureException',
        accountId: null,
        accessKeyId: null,
        region: null,
      },
    ]);
  });

  it('counts calls of unknown operations under one name', async () => {
    await rawCall(engine.url, { target: 'Detect', body: '{}' });
    expect((await engine.recorder()).counts).toEqual({ '(unknown)': { UnknownOperationException: 1 } });
  });

  it('is cleared by DELETE, including calls in progress', async () => {
    await engine.hold('ListCollections');
    const underWay = engine.client().send(new ListCollectionsCommand({}));
    await engine.until(({ calls }) => calls.length === 1);
    await engine.control('DELETE', 'calls');
    engine.release();
    await underWay;
    expect(await engine.recorder()).toEqual({ calls: [], counts: {} });
  });
});
