import { beforeAll, describe, expect, it } from '@jest/globals';

import { type BadRequest, badRequest, type Document, routesOf } from '../harness/bad-requests.js';
import { caseCount } from '../harness/case-count.js';
import { dereferenced } from '../harness/document.js';
import { type HeardAnswer, logFaults, problemFaults } from '../harness/problem-rules.js';
import { Random, seedOfRun } from '../harness/random.js';
import { withWorld } from '../harness/world.js';

const REQUESTS = caseCount(2_000, 10_000);
const AT_ONCE = 16;

let document: Document;

const { app, engine } = withWorld({ settings: { docs: 'on' } });

beforeAll(async () => {
  document = dereferenced((await app.ask<Document>('/openapi.json')).body);
});

async function send({ method, url, headers, payload }: BadRequest): Promise<HeardAnswer> {
  const answer = await app.app.inject({
    method: method as 'GET',
    url,
    headers,
    ...(payload !== undefined && { payload }),
  });
  return { status: answer.statusCode, headers: answer.headers as HeardAnswer['headers'], text: answer.payload };
}

/** All violations in the answer to a bad request. */
function faultsOf({ method, wrongs, statuses, route }: BadRequest, answer: HeardAnswer): string[] {
  const { status, headers } = answer;
  if (!statuses.includes(status)) return [`was answered with ${status}, not with ${statuses.join(' or ')}`];
  if (headers['x-request-id'] === undefined) return ['has no X-Request-Id'];
  // A HEAD response has no body, so there is no problem to check.
  if (method === 'HEAD') return [];
  const elsewhere = wrongs.some((wrong) => /^(url|method):|empty id/.test(wrong));
  const documented = elsewhere || status in route.operation.responses;
  return [
    ...problemFaults(answer),
    ...(documented ? [] : [`${status} is not documented for the route`]),
    ...headerFaults(answer),
  ];
}

function headerFaults({ status, headers }: HeardAnswer): string[] {
  if (status === 405 && !/^[A-Z]+(, [A-Z]+)*$/.test(headers['allow'] ?? '')) return ['405 without Allow'];
  return status === 401 && headers['www-authenticate'] === undefined ? ['401 without WWW-Authenticate'] : [];
}

describe('bad requests made from the document', () => {
  it('each get a documented and complete 4xx problem, and none reaches Rekognition', async () => {
    const seed = seedOfRun();
    const statuses = new Map<number, number>();
    const failures = new Map<string, string>();
    let failed = 0;

    async function one(number: number): Promise<void> {
      const bad = badRequest(new Random(seed + number), document, 'acme-key');
      const answer = await send(bad);
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      const faults = faultsOf(bad, answer);
      if (faults.length === 0) return;
      failed += 1;
      const sent = `${bad.method} ${bad.url} ${JSON.stringify(bad.headers)} ${String(bad.payload)}`.slice(0, 600);
      const about = `seed ${seed}, request ${number}, ${bad.wrongs.join(' + ')}: ${faults.join('; ')}`;
      failures.set(`${faults[0]} ${bad.wrongs[0]}`, `${about}\n  ${sent}\n  ${answer.text.slice(0, 400)}`);
    }

    for (let first = 0; first < REQUESTS; first += AT_ONCE) {
      await Promise.all(Array.from({ length: Math.min(AT_ONCE, REQUESTS - first) }, (_, more) => one(first + more)));
    }

    expect(`${failed} wrong\n${[...failures.values()].slice(0, 20).join('\n')}`).toBe('0 wrong\n');
    expect([...statuses.values()].reduce((sum, count) => sum + count)).toBe(REQUESTS);
    // Every kind of fault occurred, not only those that the guard rejects.
    expect([...statuses.keys()]).toEqual(expect.arrayContaining([400, 401, 404, 405, 406, 413, 414, 415]));
    expect(await engine.calls()).toEqual([]);
  });

  it('come from a document that contains every route that changes a user', () => {
    expect(routesOf(document).map(({ operation }) => operation.operationId)).toEqual(
      expect.arrayContaining(['disassociateFaces', 'disassociateFacesByPost', 'disassociateFace', 'listFacesOfUser']),
    );
  });

  it('leave only complete lines in the log, without callers’ input', () => {
    expect(logFaults(app.logLines)).toEqual([]);
    const words = app.logLines.filter((line) => /(?<!id-of-)acme-key|\{\{7\*7\}\}|or 1=1|YWNtZTprZXk/.test(line));
    expect(words).toEqual([]);
  });

  it('leave the service working', async () => {
    expect((await app.ask('/me')).status).toBe(200);
    expect((await app.ask('/health/ready')).status).toBe(200);
  });
});
