import { describe, expect, it } from '@jest/globals';

import { BulkInputFault, readBulkItems } from './bulk-input.js';
import { keyed } from './bulk-run.js';

const face = (number: number): string => `face-${number}`;

describe('readBulkItems', () => {
  it('sends up to 100 faces of a user in one request, and the rest in another', () => {
    const lines = Array.from({ length: 150 }, (_, number) => `ann,${face(number)}`);
    const items = readBulkItems(['userId,faceId', ...lines, 'bob,face-x'].join('\n'), 'disassociate', 'staff');
    const told = items.map(({ path, body }) => [path, body.faceIds?.length]);
    expect(told).toEqual([
      ['/collections/staff/users/ann/faces/disassociate', 100],
      ['/collections/staff/users/ann/faces/disassociate', 50],
      ['/collections/staff/users/bob/faces/disassociate', 1],
    ]);
  });

  it('reads the same requests from NDJSON as from CSV', () => {
    const csv = readBulkItems('userId,faceId\nann,face-1\nann,face-2\n', 'disassociate', 'staff');
    const ndjson = readBulkItems(
      '{"userId":"ann","faceIds":["face-1"]}\n{"userId":"ann","faceId":"face-2"}\n',
      'disassociate',
      'staff',
    );
    expect(ndjson).toEqual(csv);
    expect(csv).toHaveLength(1);
  });

  it('erases each user once, with the named faces and the reference', () => {
    const [item, ...others] = readBulkItems('userId,faceId,reference\nann,face-1,DSR-1\nann,,\n', 'erase', 'staff');
    expect(others).toEqual([]);
    expect(item).toMatchObject({
      method: 'POST',
      path: '/collections/staff/users/ann/erasures',
      body: { faceIds: ['face-1'], reference: 'DSR-1' },
    });
  });

  it('deletes each user with one request', () => {
    const items = readBulkItems('userId\nann\nbob\n', 'delete-users', 'staff');
    expect(items.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'DELETE /collections/staff/users/ann',
      'DELETE /collections/staff/users/bob',
    ]);
  });

  it.each([
    ['an unknown column', 'user,faceId\nann,face-1', 'line 1: user is not one of userId'],
    ['a row with too few columns', 'userId,faceId\nann', 'line 2: has 1 columns, not 2'],
    ['no faces to disassociate', 'userId\nann', 'line 2: faceId or faceIds is missing'],
    ['broken JSON', '{"userId":"ann","faceId":"face-1"}\n{', 'line 2: not a JSON object'],
    ['JSON that is not an object', '{"userId":"ann","faceId":"face-1"}\nnull', 'line 2: not a JSON object'],
    ['an unknown member', '{"userId":"ann","faceid":"face-1"}', 'line 1: faceid is not one of userId'],
    ['an id that is a number', '{"userId":"ann","faceIds":[1]}', 'line 1: ids must be strings'],
    ['several faults', '{\n{"userId":"ann","faceId":"a"}\n{}', 'line 1: not a JSON object\nline 3: userId is missing'],
  ])('names the lines of %s', (_fault, text, message) => {
    expect(() => readBulkItems(text, 'disassociate', 'staff')).toThrow(
      new BulkInputFault(message.endsWith('userId') ? `${message}, faceId, faceIds, reference` : message),
    );
  });
});

describe('keyed', () => {
  const items = readBulkItems('userId\nann\nbob\n', 'delete-users', 'staff');
  const keys = (run: string) => keyed(items, run).map(({ key }) => key);

  it('gives each request of a run its own key, the same when the run is continued, and different ones in another run', () => {
    expect(keys('one')).toEqual(keys('one'));
    expect(new Set([...keys('one'), ...keys('two')]).size).toBe(4);
  });
});
