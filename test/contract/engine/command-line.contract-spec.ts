import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { ListCollectionsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { AssumeRoleCommand, STSClient } from '@aws-sdk/nested-clients/sts';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const PROGRAM = join(import.meta.dirname, '../../../dist/cli/engine.js');
const KEYS = { accessKeyId: 'AKIDFILE', secretAccessKey: 'file-secret' };

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'engine-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** Runs the engine's program. `act` gets its first line of output and must end the program. */
async function run(args: string[], act: (line: string, end: (signal: NodeJS.Signals) => void) => unknown = () => 0) {
  const child = spawn(process.execPath, [PROGRAM, ...args]);
  let [out, err, acted] = ['', '', undefined as unknown];
  child.stdout.on('data', (chunk: Buffer) => {
    out += chunk.toString();
    if (out.includes('\n')) acted ??= act(out, (signal) => child.kill(signal));
  });
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const code = await new Promise((resolve) => child.once('close', resolve));
  await acted;
  return { code, out, err };
}

/** Lists the collections with a client, in a process that a shell starts after these lines. */
async function nodeInShell(lines: string[], client: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const program = `
    import { ListCollectionsCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
    const { CollectionIds } = await (${client}).send(new ListCollectionsCommand());
    console.log(JSON.stringify(CollectionIds));`;
  const script = [...lines, 'exec "$0" --input-type=module --eval "$1"'].join('\n');
  const { stdout } = await promisify(execFile)('bash', ['-c', script, process.execPath, program], { env });
  return JSON.parse(stdout) as unknown;
}

async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, JSON.stringify(content));
  return path;
}

describe("The engine's command line", () => {
  it.each(['SIGTERM', 'SIGINT'] as const)('prints its address first, and exits with 0 on %s', async (signal) => {
    const { code, out, err } = await run(['--port', '0'], (_, end) => end(signal));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/^Rekognition engine on http:\/\/127\.0\.0\.1:\d+\n/);
  });

  it('prints exports that configure a shell for it, whatever its previous configuration', async () => {
    const before = { ...process.env, AWS_PROFILE: 'work', AWS_SESSION_TOKEN: 'old', AWS_REGION: 'xx-west-1' };
    let answer: unknown;
    await run(['--port', '0'], async (out, end) => {
      try {
        const lines = out.split('\n').filter((line) => /^ +(unset|export) /.test(line));
        answer = await nodeInShell(lines, 'new RekognitionClient()', before);
      } finally {
        end('SIGTERM');
      }
    });
    expect(answer).toEqual([]);
  });

  it('prints JavaScript code that can be used unchanged', async () => {
    let answer: unknown;
    await run(['--port', '0'], async (out, end) => {
      try {
        answer = await nodeInShell([], /new RekognitionClient\([^]*?\} \}\)/.exec(out)![0], process.env);
      } finally {
        end('SIGTERM');
      }
    });
    expect(answer).toEqual([]);
  });

  it('uses the accounts of a file, and does not print their secrets', async () => {
    const accounts = await file('accounts.json', [{ accountId: '123456789012', ...KEYS }]);
    const { out } = await run(['--port', '0', '--accounts', accounts], async (line, end) => {
      const client = new RekognitionClient({
        endpoint: /http:\S+/.exec(line)![0],
        region: 'us-east-1',
        credentials: { ...KEYS },
      });
      try {
        await client.send(new ListCollectionsCommand({}));
      } finally {
        client.destroy();
        end('SIGTERM');
      }
    });
    expect(out).toContain(KEYS.accessKeyId);
    expect(out).not.toContain(KEYS.secretAccessKey);
  });

  it('lists all faults of its options at once and exits with 2', async () => {
    const bad = await file('bad.json', [{ accountId: '1', ...KEYS }]);
    const args = ['--port', '70000', '--settle-ms', '-1', '--conflicts', 'often', '--seed', '1.5', '--accounts', bad];
    const { code, err } = await run([
      ...args,
      '--control=yes',
      '--quotas=often',
      '--search-lag-ms=5s',
      '--face-lag-ms=-1',
      '--s3',
      bad,
      'stray',
      '--host',
    ]);
    expect(code).toBe(2);
    expect(
      err
        .split('\n\n')[0]!
        .split('\n')
        .map((line) => line.split(':')[0]),
    ).toEqual([
      '--port',
      '--settle-ms',
      '--conflicts',
      '--seed',
      '--accounts',
      '--control',
      '--quotas',
      '--search-lag-ms',
      '--face-lag-ms',
      '--s3',
      'stray',
      '--host',
    ]);
  });

  it('provides the roles of a file, with the default access key if the file has none', async () => {
    const role = 'arn:aws:iam::123456789012:role/acme';
    const roles = await file('roles.json', [{ roleArn: role, externalId: 'acme-1' }]);
    let arn: string | undefined;
    await run(['--port', '0', '--accounts', roles], async (line, end) => {
      const client = new STSClient({
        endpoint: /http:\S+/.exec(line)![0],
        region: 'us-east-1',
        credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
      });
      try {
        const command = new AssumeRoleCommand({ RoleArn: role, RoleSessionName: 'me', ExternalId: 'acme-1' });
        arn = (await client.send(command)).AssumedRoleUser?.Arn;
      } finally {
        client.destroy();
        end('SIGTERM');
      }
    });
    expect(arn).toBe('arn:aws:sts::123456789012:assumed-role/acme/me');
  });

  it('lists each fault of an accounts file in a separate line, without secrets', async () => {
    const roleArn = 'arn:aws:iam::123456789012:role/acme';
    const bad = await file('accounts-bad.json', [
      { accountId: '1', accessKeyId: '', secretAccessKey: KEYS.secretAccessKey, secret: 'shh' },
      {
        accountId: '123456789012',
        ...KEYS,
        policy: { Statement: { Effect: 'allow', Action: 'ListFaces', Condition: {} } },
      },
      { roleArn: 'acme', externalId: 'x', trusts: [], webIdentity: { publicKey: 'shh', audiences: [] } },
      { roleArn, policy: 'all' },
      { roleArn, trusts: 'everybody' },
      'shh',
    ]);
    const { code, err } = await run(['--accounts', bad]);
    expect(code).toBe(2);
    expect(err).not.toMatch(/shh|file-secret/);
    const lines = err.split('\n\n')[0]!.split('\n');
    expect(
      lines.map((line) =>
        line
          .replace(/^--accounts: /, '')
          .split(' ')
          .slice(0, 4)
          .join(' '),
      ),
    ).toEqual([
      'entry 1: accountId must',
      'entry 1: accessKeyId must',
      'entry 1: secret is',
      'entry 2: policy statement',
      'entry 2: policy statement',
      'entry 2: policy statement',
      'entry 2: policy statement',
      'entry 3: roleArn must',
      'entry 3: externalId must',
      'entry 3: trusts must',
      'entry 3: webIdentity publicKey',
      'entry 3: webIdentity audiences',
      'entry 4: policy must',
      'entry 5: trusts must',
      'entry 6: must be',
      'has a duplicate roleArn',
    ]);
  });

  it('limits calls by the quotas of a file', async () => {
    const quotas = await file('quotas.json', { ListCollections: 0.001 });
    let names: string[] = [];
    await run(['--port', '0', '--quotas', quotas], async (line, end) => {
      const credentials = { accessKeyId: 'test', secretAccessKey: 'test' };
      const endpoint = /http:\S+/.exec(line)![0];
      const client = new RekognitionClient({ endpoint, region: 'us-east-1', credentials, maxAttempts: 1 });
      try {
        const calls = [1, 2].map(() => client.send(new ListCollectionsCommand({})));
        names = (await Promise.allSettled(calls)).map(({ status }) => status).sort();
      } finally {
        client.destroy();
        end('SIGTERM');
      }
    });
    expect(names).toEqual(['fulfilled', 'rejected']);
  });

  it('lists each fault of a quota file in a separate line', async () => {
    const quotas = await file('quotas-bad.json', { ListCollection: 5, ListFaces: 0, ListUsers: '5' });
    const { code, err } = await run(['--quotas', quotas]);
    expect(code).toBe(2);
    expect(err.split('\n\n')[0]!.split('\n')).toEqual([
      expect.stringMatching(/^--quotas: ListCollection is not an operation/),
      expect.stringMatching(/^--quotas: ListFaces must be a number/),
      expect.stringMatching(/^--quotas: ListUsers must be a number/),
    ]);
  });

  it('rejects accounts with a duplicate key', async () => {
    const account = { accountId: '123456789012', ...KEYS };
    const { code, err } = await run(['--accounts', await file('twice.json', [account, account])]);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/duplicate accessKeyId/) });
  });

  it('prints its usage with every option and exits with 0', async () => {
    const { code, out } = await run(['--help']);
    expect(code).toBe(0);
    expect(out.match(/--[a-z0-9-]+/g)).toEqual([
      '--port',
      '--host',
      '--data',
      '--accounts',
      '--quotas',
      '--settle-ms',
      '--search-lag-ms',
      '--face-lag-ms',
      '--s3',
      '--conflicts',
      '--latency-ms',
      '--seed',
      '--clock-skew-ms',
      '--control',
      '--help',
    ]);
  });

  it('exits with 1 if it cannot listen', async () => {
    const { code, err } = await run(['--port', '0', '--host', '203.0.113.1']);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringMatching(/EADDRNOTAVAIL/) });
  });
});
