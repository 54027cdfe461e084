import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SCOPES } from '../config/tenants-file/claims.js';
import type { Issuer } from '../config/tenants-file/tenants-file.schema.js';
import { DEMO_TENANT } from './demo-tenant.js';

const LIFETIME_SECONDS = 24 * 60 * 60;

/** Issues tokens for the demo tenant. The key is new at each start; its public half is in a temporary file. */
export class DemoIssuer {
  private constructor(
    private readonly folder: string,
    private readonly key: KeyObject,
    private readonly clock: { wallMs(): number },
  ) {}

  static create(clock: { wallMs(): number }): DemoIssuer {
    const folder = mkdtempSync(join(tmpdir(), 'rekognition-facade-demo-'));
    const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const issuer = new DemoIssuer(folder, privateKey, clock);
    const keys = [{ ...publicKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }];
    writeFileSync(issuer.settings.jwksFile, JSON.stringify({ keys }));
    return issuer;
  }

  get settings(): Issuer & { readonly jwksFile: string } {
    return {
      issuer: 'https://issuer.demo.example',
      audience: 'rekognition-facade',
      jwksFile: join(this.folder, 'jwks.json'),
      algorithms: ['ES256'],
      tenantClaim: 'tenant',
      scopesClaim: 'scope',
    };
  }

  token(): string {
    const { issuer, audience } = this.settings;
    const iat = Math.floor(this.clock.wallMs() / 1_000);
    const times = { iat, exp: iat + LIFETIME_SECONDS };
    const claims = {
      iss: issuer,
      aud: audience,
      sub: 'ann',
      tenant: DEMO_TENANT.id,
      scope: SCOPES.join(' '),
      ...times,
    };
    const content = [{ alg: 'ES256', typ: 'at+jwt' }, claims].map(encoded).join('.');
    const signature = sign('sha256', Buffer.from(content), { key: this.key, dsaEncoding: 'ieee-p1363' });
    return `${content}.${signature.toString('base64url')}`;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
