import { describe, expect, it } from '@jest/globals';

import { apiKey, tenant } from '../harness/app.js';
import { eventually } from '../harness/eventually.js';
import { withWorld } from '../harness/world.js';

const EXPIRES_AT_MS = Date.UTC(2_100, 0, 1);

const keys = [apiKey('acme-key', ['read', 'write'], EXPIRES_AT_MS), apiKey('acme-old', ['read'])];
const world = withWorld({ tenants: [tenant('acme', { apiKeys: keys })] });
const { app, engine } = world;

async function metrics(): Promise<string> {
  return (await fetch(`${app.url}/metrics`)).text();
}

describe('the metrics for operators', () => {
  it('have the version as a label', async () => {
    expect(await metrics()).toMatch(/^facade_build_info\{version="\d+\.\d+\.\d+"\} 1$/m);
  });

  it('count requests that are being answered, and the request for the metrics itself', async () => {
    await engine.hold('ListUsers');
    const asked = app.ask('/collections/staff/users');
    await engine.seen(1, 'ListUsers');
    expect(await metrics()).toMatch(/^http_server_active_requests 2$/m);
    engine.release();
    await asked;
    await eventually(async () => /^http_server_active_requests 1$/m.test(await metrics()));
  });

  it('report when each API key expires, and when it was last used', async () => {
    await app.ask('/me');
    const text = await metrics();
    const labels = (key: string): string => `{tenant="acme",key="id-of-${key}"}`;
    expect(text).toContain(`facade_api_key_expiry_timestamp_seconds${labels('acme-key')} ${EXPIRES_AT_MS / 1_000}`);
    expect(text).toContain(
      `facade_api_key_last_used_timestamp_seconds${labels('acme-key')} ${app.clock.wallMs() / 1_000}`,
    );
    expect(text).not.toContain(labels('acme-old'));
  });

  it('count the HTTP statuses and exceptions of Rekognition', async () => {
    await app.ask('/collections/nowhere/users');
    await engine.fail({ operation: 'ListUsers', fault: 'html-502', times: 1 });
    await app.settled([app.ask('/collections/staff/users')]);
    const text = await metrics();
    const answers = (status: number, exception: string): RegExp =>
      new RegExp(
        `facade_upstream_answers_total\\{rpc_method="Rekognition/ListUsers",http_status="${status}",exception="${exception}"\\} \\d`,
      );
    expect(text).toMatch(answers(400, 'ResourceNotFoundException'));
    expect(text).toMatch(answers(502, '_other'));
    expect(text).toMatch(answers(200, ''));
  });

  it('start results of idempotent writes at 0, so that the first one counts as an increase', async () => {
    expect(await metrics()).toMatch(/^facade_idempotency_total\{result="unavailable"\} 0$/m);
  });
});
