import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { Issuer } from '../../src/config/tenants-file/tenants-file.schema.js';
import { jwkOf, type Members, rsaPair, signedToken, type SigningPair } from './tokens.js';

export type Play = (response: ServerResponse) => void;

/** Used in turns, because making one takes a tenth of a second. No test has more issuers at a time. */
const pairs: SigningPair[] = [];
const MAX_PAIRS = 4;

function nextPair(): SigningPair {
  const pair = pairs.length < MAX_PAIRS ? rsaPair('first') : pairs.shift()!;
  pairs.push(pair);
  return pair;
}

/** A token issuer on loopback that publishes its keys, or answers as the test's `play` decides. */
export class TestIssuer {
  /** The requested paths, in order. */
  readonly fetches: string[] = [];
  /** The published keys. */
  keys: readonly Members[];
  /** If set, answers instead of publishing the keys. */
  play: Play | undefined;

  private constructor(
    private readonly server: Server,
    private readonly clock: { wallMs(): number },
    readonly pair: SigningPair,
  ) {
    this.keys = [jwkOf(pair)];
    server.on('request', ({ url }, response: ServerResponse) => {
      this.fetches.push(String(url));
      response.on('error', () => undefined);
      (this.play ?? this.publish)(response);
    });
  }

  /** @param clock source of `iat` and `exp`. */
  static async start(clock: { wallMs(): number }, pair = nextPair()): Promise<TestIssuer> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new TestIssuer(server, clock, pair);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.server.closeAllConnections();
    await closed;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  settings(changes: Partial<Issuer> = {}): Issuer {
    return {
      issuer: `${this.url}/realm`,
      audience: 'faces',
      jwksUri: `${this.url}/jwks`,
      algorithms: ['RS256', 'ES256'],
      tenantClaim: 'org',
      scopesClaim: 'scope',
      ...changes,
    };
  }

  /** The claims of a valid token of tenant acme. Set a claim to undefined to omit it. */
  claims(changes: Members = {}): Members {
    const nowSeconds = Math.floor(this.clock.wallMs() / 1_000);
    return {
      iss: `${this.url}/realm`,
      sub: 'ann@acme.example',
      aud: 'faces',
      org: 'acme',
      scope: 'read write',
      iat: nowSeconds,
      exp: nowSeconds + 3_600,
      ...changes,
    };
  }

  token(changes: Members = {}, pair: SigningPair = this.pair): string {
    return signedToken(pair, this.claims(changes));
  }

  private readonly publish = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys: this.keys }));
  };
}

/** The issuer with its keys in a file. */
export function withKeysIn(jwksFile: string, { jwksUri, ...issuer }: Issuer): Issuer {
  return jwksUri === undefined ? issuer : { ...issuer, jwksFile };
}
