import * as sdk from '@aws-sdk/client-rekognition';
import { describe, expect, it } from '@jest/globals';
import { withEngine } from '../with-engine.js';
import { MODEL, shapeNamed } from '../model.js';

type CommandClass = new (input: object) => sdk.ListCollectionsCommand;

const classes = sdk as unknown as Readonly<Record<string, unknown>>;
const MODELLED = Object.entries(MODEL.ops).flatMap(([operation, { errors }]) =>
  errors.map((exception) => ({ operation, exception })),
);

const { engine, client } = withEngine();

describe('Every exception that an operation models', () => {
  it.each(MODELLED)('can be a fault, which the SDK throws as its class: $operation, $exception', async (row) => {
    const { operation, exception } = row;
    const rules = [{ operation, fault: exception, times: 1 }];
    expect(await engine.control('PUT', 'faults', rules)).toEqual({ status: 200, body: {} });
    const Command = classes[`${operation}Command`] as CommandClass;
    // Faults apply before the request is validated, so an empty one is enough.
    const error = await client.send(new Command({})).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(classes[exception]);
    const isServers = shapeNamed(exception).fault ?? false;
    expect(error).toMatchObject({ name: exception, $fault: isServers ? 'server' : 'client' });
    expect((error as Error).message).not.toBe('');
  });
});
