import { randomBytes } from 'node:crypto';

import { describe, expect, it } from '@jest/globals';

import { readAudit, type AuditSettings } from './audit-settings.js';
import { Environment } from './environment.js';
import { Secrets } from './secrets.js';

const KEPT = Secrets.of([randomBytes(32)]);
const FILE = '/var/log/faces/audit.jsonl';

function read(variables: Record<string, string>, secrets = KEPT): { settings: AuditSettings; faults: string[] } {
  const environment = new Environment(variables);
  const settings = readAudit(environment, secrets);
  return { settings, faults: environment.faults };
}

describe('the settings of the audit', () => {
  it.each([
    ['nothing', {}, { to: { kind: 'off' }, required: false }],
    ['off', { AUDIT: 'off' }, { to: { kind: 'off' }, required: false }],
    ['standard output', { AUDIT: 'stdout' }, { to: { kind: 'stdout' }, required: true }],
    ['a file', { AUDIT: FILE }, { to: { kind: 'file', path: FILE }, required: true }],
    ['a file in a folder', { AUDIT: './audit.jsonl' }, { to: { kind: 'file', path: './audit.jsonl' }, required: true }],
    ['one that may fail', { AUDIT: 'stdout', AUDIT_REQUIRED: 'false' }, { to: { kind: 'stdout' }, required: false }],
  ])('are taken as they stand: %s', (_name, variables: Record<string, string>, settings) => {
    expect(read(variables)).toEqual({ settings, faults: [] });
  });

  it.each([
    ['a word that is none', { AUDIT: 'stdut' }, /^AUDIT must be/],
    ['a folder', { AUDIT: '/var/log/' }, /^AUDIT must be/],
    ['an audit that is required and off', { AUDIT_REQUIRED: 'true' }, /^AUDIT_REQUIRED=true needs AUDIT/],
    ['an answer that is none', { AUDIT: 'stdout', AUDIT_REQUIRED: 'yes' }, /^AUDIT_REQUIRED must be/],
  ])('are refused, and not quoted: %s', (_name, variables: Record<string, string>, fault) => {
    const { faults } = read(variables);
    expect(faults).toEqual([expect.stringMatching(fault)]);
    expect(faults.join()).not.toMatch(/stdut|yes/);
  });

  it('demand secrets that last for a file that lasts', () => {
    expect(read({ AUDIT: FILE }, Secrets.random()).faults).toEqual([expect.stringMatching(/needs SECRETS_FILE/)]);
    expect(read({ AUDIT: 'stdout' }, Secrets.random()).faults).toEqual([]);
  });

  it('say nothing more of secrets whose file is named, whatever is wrong with that', () => {
    expect(read({ AUDIT: FILE, SECRETS_FILE: '/gone' }, Secrets.random()).faults).toEqual([]);
  });
});
