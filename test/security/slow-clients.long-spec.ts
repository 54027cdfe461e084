import { beforeAll, describe, expect, it } from '@jest/globals';

import { eventually } from '../harness/eventually.js';
import { problemFaults } from '../harness/problem-rules.js';
import { head, RawConnection } from '../harness/raw-http.js';
import { withWorld } from '../harness/world.js';

const SLOW_OF_EACH = 500;
const FACES = '/collections/staff/users/ann/faces';
const UNFINISHED_HEAD = 'GET /me HTTP/1.1\r\nHost: service.example\r\nX-Slow: ';
const UNFINISHED_BODY = `${head(`DELETE ${FACES} HTTP/1.1`, [
  'X-API-Key: acme-key',
  'Content-Type: application/json',
  'Content-Length: 1000',
])}{"faceIds":["`;

const { app, engine, people } = withWorld();

beforeAll(async () => {
  await people.user('staff', 'ann', 1);
});

describe('1,000 clients who do not finish their request', () => {
  it('all get 408 and are closed, while others are served', async () => {
    const starts = [UNFINISHED_HEAD, UNFINISHED_BODY].flatMap((start) => Array<string>(SLOW_OF_EACH).fill(start));
    const slow = starts.map((start) => {
      const connection = RawConnection.to(app.url);
      connection.send(start);
      return connection;
    });
    const whileTheyHang = await Promise.all(Array.from({ length: 200 }, () => app.ask(FACES)));
    expect(new Set(whileTheyHang.map(({ status }) => status))).toEqual(new Set([200]));

    // Heads are timed by Node, bodies by the service.
    await eventually(() => app.clock.pending >= SLOW_OF_EACH);
    await app.clock.advance(7_000);
    const answers = await Promise.all(slow.map((connection) => connection.rest()));
    expect(answers.filter((heard) => heard.length === 1 && heard[0]!.status === 408)).toHaveLength(2 * SLOW_OF_EACH);
    expect(answers.flatMap(([answer]) => problemFaults(answer!))).toEqual([]);
    expect(await engine.calls('DisassociateFaces')).toEqual([]);
  });

  it('are closed too if they send a byte at a time', async () => {
    const connection = RawConnection.to(app.url);
    const state = { open: true };
    void connection.closed.then(() => (state.open = false));
    for (let byte = 0; state.open && byte < UNFINISHED_BODY.length; byte += 1) {
      connection.send(UNFINISHED_BODY.slice(byte, byte + 1));
      await app.ask(FACES);
    }
    // The head is completed, or times out on Node's own clock. The body never ends.
    await eventually(async () => {
      await app.clock.advance(1_000);
      return !state.open;
    });
    expect((await connection.rest()).map(({ status }) => status)).toEqual([408]);
  });
});
