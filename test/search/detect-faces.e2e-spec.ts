import { describe, expect, it } from '@jest/globals';

import type { DetectFacesResponse } from '../../src/images/images.dto.js';
import type { Answer } from '../harness/app.js';
import { imageOf, inJson } from '../harness/images.js';
import { withWorld } from '../harness/world.js';

const { app, engine, people } = withWorld();

function detect(shown: string, members: object = {}): Promise<Answer<DetectFacesResponse & Record<string, unknown>>> {
  return app.ask('/faces/detect', { method: 'POST', body: { image: inJson(imageOf(shown)), ...members } });
}

describe('DetectFaces: 200', () => {
  it('returns position and details of each face, the largest first', async () => {
    const { status, body } = await detect('ann,bob');
    expect([status, body.faceDetails.length]).toEqual([200, 2]);
    const [first, second] = body.faceDetails;
    expect(first).toEqual({
      boundingBox: { width: expect.any(Number), height: 0.5, left: expect.any(Number), top: 0.25 },
      confidence: expect.any(Number),
      landmarks: expect.any(Array),
      pose: { roll: 0, yaw: 0, pitch: 0 },
      quality: { brightness: 95, sharpness: 95 },
    });
    expect(first!.boundingBox!.height).toBeGreaterThan(second!.boundingBox!.height);
  });

  it('returns only the requested attributes', async () => {
    const { body } = await detect('ann', { attributes: ['AGE_RANGE', 'SMILE'] });
    expect(body.faceDetails[0]).toMatchObject({ ageRange: { low: 25, high: 35 }, smile: { value: true } });
    expect(body.faceDetails[0]).not.toHaveProperty('gender');
  });

  it('returns an empty list for an image without faces', async () => {
    const { status, body } = await detect('');
    expect([status, body]).toEqual([200, { faceDetails: [] }]);
  });

  it('stores nothing', async () => {
    await detect('ann');
    expect(await people.allFaces('staff')).toEqual([]);
  });

  it('is allowed with a read-only key', async () => {
    const ask = { method: 'POST', key: 'acme-read', body: { image: inJson(imageOf('ann')) } };
    expect((await app.ask('/faces/detect', ask)).status).toBe(200);
  });
});

describe('DetectFaces: 400', () => {
  it.each([
    [{ attributes: ['HAIR'] }, '/attributes/0'],
    [{ attributes: [], maxFaces: 1 }, '/maxFaces'],
    [{ attributes: Array.from({ length: 15 }, () => 'ALL') }, '/attributes'],
  ])('answers validation-failed to %j without asking Rekognition', async (members, pointer) => {
    const { status, body } = await detect('ann', members);
    expect([status, (body['errors'] as { pointer: string }[])[0]?.pointer]).toEqual([400, pointer]);
    expect(await engine.calls()).toEqual([]);
  });

  it('answers invalid-parameter when Rekognition finds the image too small', async () => {
    await engine.fail({ operation: 'DetectFaces', fault: 'InvalidParameterException', times: 1 });
    const { status, body } = await detect('ann');
    expect([status, body['code']]).toEqual([400, 'invalid-parameter']);
  });
});
