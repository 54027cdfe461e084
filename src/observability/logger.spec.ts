import { describe, expect, it } from '@jest/globals';

import type { LogLevel } from '../config/settings.js';
import { Logger } from './logger.js';

function linesAt(level: LogLevel = 'info') {
  const written: string[] = [];
  const logger = new Logger(level, { write: (line: string) => written.push(line) });
  return { logger, entries: () => written.map((line) => JSON.parse(line) as Record<string, unknown>) };
}

const SPENT = { laneMs: 0, credentialsMs: 0, quotaMs: 0, backoffMs: 0, wireMs: 20 };
const CALL = {
  requestId: 'request-1',
  tenant: 'acme',
  operation: 'DisassociateFaces',
  outcome: 'ok' as const,
  attempts: 1,
  durationMs: 20,
  ...SPENT,
};

describe('Logger', () => {
  it('writes one JSON object a line, whatever is in it', () => {
    const { logger, entries } = linesAt();
    logger.event('began\n{"forged":true}', { port: 3_000 });
    logger.call({ ...CALL, requestId: 'a\r\nb' });
    expect(entries()).toEqual([
      expect.objectContaining({ msg: 'began\n{"forged":true}', port: 3_000 }),
      expect.objectContaining({ msg: 'call', requestId: 'a\r\nb' }),
    ]);
  });

  it('writes the stack of a bug, or what was thrown in place of an error', () => {
    const { logger, entries } = linesAt();
    logger.bug('request-1', new Error('unforeseen'));
    logger.bug('request-2', 'a text');
    expect(entries()).toEqual([
      expect.objectContaining({ requestId: 'request-1', stack: expect.stringContaining('logger.spec') }),
      expect.objectContaining({ requestId: 'request-2', stack: 'a text' }),
    ]);
  });

  it('writes nothing at level silent', () => {
    const { logger, entries } = linesAt('silent');
    logger.bug('request-1', new Error('unforeseen'));
    logger.warning('warned');
    expect(entries()).toEqual([]);
  });
});
