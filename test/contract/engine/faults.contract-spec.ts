import { DisassociateFacesCommand, ListCollectionsCommand, ListFacesCommand } from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { FAULTS } from '../../../src/engine/control/faults.js';
import type { FaultEffect, Fault, FaultName, FaultRule } from '../../../src/engine/control/faults.js';
import { WIRE_ERRORS } from '../../../src/engine/protocol/wire-error.js';
import { TestEngine, rawCall, rawFetch, refusal, userWithFaces } from '../kit.js';
import { withEnginePerTest } from '../with-engine.js';
import { MODEL } from '../model.js';

const { engine, client } = withEnginePerTest();

async function plan(...rules: (Partial<FaultRule> & { fault: FaultName })[]): Promise<void> {
  const body = rules.map((rule) => ({
    operation: '*',
    ...(rule.share === undefined ? { times: 1 } : {}),
    ...rule,
  }));
  expect(await engine.control('PUT', 'faults', body)).toEqual({ status: 200, body: {} });
}

function list(): Promise<unknown> {
  return client.send(new ListCollectionsCommand({}));
}

/**
 * Disassociates a user's only face under a fault. Returns what the client got and whether the face was disassociated.
 */
async function disassociateUnder(fault: FaultName, effect?: FaultEffect) {
  const { CollectionId, UserId, FaceIds } = await userWithFaces(client, 1);
  await plan({ fault, operation: 'DisassociateFaces', ...(effect && { effect }) });
  const error = await client.send(new DisassociateFacesCommand({ CollectionId, UserId, FaceIds })).then(
    () => undefined,
    (reason: unknown) => reason as Error & { $metadata?: { httpStatusCode?: number } },
  );
  const { Faces } = await client.send(new ListFacesCommand({ CollectionId, UserId }));
  const { counts } = await engine.recorder();
  return { error, done: Faces!.length === 0, counts: counts['DisassociateFaces'] };
}

describe('Faults that reject a call', () => {
  it.each([
    ['ProvisionedThroughputExceededException', 'ProvisionedThroughputExceededException', 400],
    ['ThrottlingException', 'ThrottlingException', 400],
    ['ThrottlingException500', 'ThrottlingException', 500],
    ['InternalServerError', 'InternalServerError', 500],
    ['ConflictException', 'ConflictException', 400],
    ['AccessDeniedException', 'AccessDeniedException', 400],
    ['ExpiredTokenException', 'ExpiredTokenException', 400],
  ] as const)('are answered without an effect: %s as %s with %d', async (fault, name, status) => {
    const { error, done, counts } = await disassociateUnder(fault);
    expect(error).toMatchObject({ name, $metadata: { httpStatusCode: status } });
    expect(error!.message).not.toBe('');
    expect({ done, counts }).toEqual({ done: false, counts: { [fault]: 1 } });
  });

  it('have the message of the authentication layer for an expired token', async () => {
    await plan({ fault: 'ExpiredTokenException' });
    const { json } = await rawCall(engine.url, { body: '{}' });
    expect(json).toEqual({ __type: 'ExpiredTokenException', message: expect.any(String) });
  });

  it.each([
    ['ExpiredTokenException', 'ExpiredTokenException'],
    ['ThrottlingException', 'Throttling'],
  ] as const)('have the name that STS uses: %s is %s', async (fault, name) => {
    await plan({ fault, operation: 'AssumeRoleWithWebIdentity' });
    const body = new URLSearchParams({ Version: '2011-06-15', Action: 'AssumeRoleWithWebIdentity' });
    const answer = await fetch(engine.url, { method: 'POST', body });
    expect(await answer.text()).toContain(`<Code>${name}</Code>`);
  });
});

/** Every fault with each of its effects, except faults that only delay the right answer. */
const STRIKES = Object.entries<Fault>(FAULTS)
  .filter(([fault]) => fault !== 'drip' && fault !== 'latency')
  .flatMap(([fault, { effects }]) => effects.map((effect) => [fault as FaultName, effect] as const));

describe('Faults in general', () => {
  it('include each exception in the service model, and each authentication failure', () => {
    const modelled = Object.values(MODEL.ops).flatMap(({ errors }) => errors);
    expect(Object.keys(FAULTS)).toEqual(expect.arrayContaining([...new Set(modelled), ...Object.keys(WIRE_ERRORS)]));
  });

  it.each(STRIKES)('have the documented effect: %s %s', async (fault, effect) => {
    const { error, done, counts } = await disassociateUnder(fault, effect);
    expect({ done, counts }).toEqual({ done: effect === 'after', counts: { [fault]: 1 } });
    if (fault in WIRE_ERRORS) expect(error).toMatchObject({ name: fault, message: expect.stringMatching(/./) });
  });

  it.each(STRIKES)('can apply to a share of the calls: %s %s', async (fault, effect) => {
    await plan({ fault, effect, share: 0.5 });
    for (let call = 0; call < 12; call += 1) await list().catch(() => undefined);
    const { [fault]: struck = 0, ok = 0 } = (await engine.recorder()).counts['ListCollections']!;
    expect({ struck: struck > 0, ok: ok > 0, all: struck + ok }).toEqual({ struck: true, ok: true, all: 12 });
  });
});

describe('Faults of the connection', () => {
  it.each([
    ['drop-before', false],
    ['drop-after', true],
    ['truncated', true],
  ] as const)('close the socket: %s, effect: %p', async (fault, done) => {
    const outcome = await disassociateUnder(fault);
    expect(outcome).toMatchObject({ done, counts: { [fault]: 1 } });
    expect(outcome.error!.message).toMatch(/socket hang up|ECONNRESET|aborted|terminated/);
  });

  it('html-502 answers like a proxy, without an effect', async () => {
    const { error, done, counts } = await disassociateUnder('html-502');
    expect(error).toMatchObject({ name: 'SyntaxError', $metadata: { httpStatusCode: 502 } });
    expect({ done, counts }).toEqual({ done: false, counts: { 'html-502': 1 } });
  });

  it('malformed has the effect and answers 200 with invalid JSON', async () => {
    const { error, done, counts } = await disassociateUnder('malformed');
    expect(error).toMatchObject({ name: 'SyntaxError', $metadata: { httpStatusCode: 200 } });
    expect({ done, counts }).toEqual({ done: true, counts: { malformed: 1 } });
  });

  it('empty has the effect and answers 200 without a body, which an SDK treats as success', async () => {
    const { error, done, counts } = await disassociateUnder('empty');
    expect({ error, done, counts }).toEqual({ error: undefined, done: true, counts: { empty: 1 } });
  });

  it('drip sends the right answer a byte at a time', async () => {
    await plan({ fault: 'drip' });
    const response = await rawFetch(engine.url, { body: '{}' });
    const pieces: string[] = [];
    for await (const piece of response.body as AsyncIterable<Uint8Array>) {
      pieces.push(Buffer.from(piece).toString());
      if (pieces.length === 3) break;
    }
    expect(pieces).toEqual(['{', '"', 'C']);
  });

  it('latency delays an answer, which is otherwise unchanged and pending meanwhile', async () => {
    await engine.hold('ListCollections');
    const answer = list();
    expect((await engine.until(({ calls }) => calls.length === 1)).calls[0]!.result).toBe('pending');
    engine.release();
    await answer;
    expect((await engine.recorder()).counts).toEqual({ ListCollections: { ok: 1 } });
  });
});

describe('The fault plan', () => {
  it('applies the first matching rule as often as it says', async () => {
    await plan(
      { fault: 'InternalServerError', operation: 'ListFaces' },
      { fault: 'ThrottlingException', times: 2 },
      { fault: 'ConflictException' },
    );
    const names: string[] = [];
    for (let call = 0; call < 4; call += 1)
      names.push(
        await list().then(
          () => 'ok',
          (error: unknown) => (error as Error).name,
        ),
      );
    expect(names).toEqual(['ThrottlingException', 'ThrottlingException', 'ConflictException', 'ok']);
  });

  it('applies to a share of the calls, the same ones with the same seed', async () => {
    const struck = async () => {
      const seeded = await TestEngine.start({ seed: 3 });
      try {
        await seeded.control('PUT', 'faults', [{ operation: '*', fault: 'ThrottlingException', share: 0.3 }]);
        for (let call = 0; call < 40; call += 1) await rawCall(seeded.url, { body: '{}' });
        return (await seeded.recorder()).calls.map(({ result }) => result);
      } finally {
        await seeded.close();
      }
    };
    const results = await struck();
    expect(results.filter((result) => result === 'ThrottlingException').length).toBeGreaterThan(3);
    expect(results.filter((result) => result === 'ok').length).toBeGreaterThan(20);
    expect(await struck()).toEqual(results);
  });

  it('is replaced by the next and cleared by DELETE', async () => {
    await plan({ fault: 'InternalServerError' });
    await plan({ fault: 'ThrottlingException', times: 9 });
    expect(await refusal(list())).toMatchObject({ name: 'ThrottlingException' });
    await engine.control('DELETE', 'faults');
    await list();
  });

  it('does not apply to calls whose signature is rejected', async () => {
    await plan({ fault: 'ThrottlingException' });
    const keys = { accessKeyId: 'AKIDNOBODY', secretAccessKey: 'x' };
    const { json } = await rawCall(engine.url, { body: '{}', keys });
    expect(json['__type']).toBe('UnrecognizedClientException');
    expect(await refusal(list())).toMatchObject({ name: 'ThrottlingException' });
  });
});
