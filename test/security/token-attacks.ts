import { randomBytes } from 'node:crypto';

import type { RefusalReason } from '../../src/tenants/identity/caller.js';
import type { TestIssuer } from '../harness/issuer.js';
import {
  ecPair,
  edPair,
  hmacToken,
  jwkOf,
  type Members,
  part,
  rsaPair,
  signatureOf,
  signedToken,
  type SigningPair,
} from '../harness/tokens.js';

/** What an attacker can use. */
export interface Target {
  /** A trusted issuer, whose keys are `rsa` and `ec`; RS256 and ES256 were agreed on. */
  readonly issuer: TestIssuer;
  readonly rsa: SigningPair;
  readonly ec: SigningPair;
  /** Another trusted issuer, with keys of the same names. */
  readonly other: TestIssuer;
  /** The attacker's own server, which publishes the attacker's keys. */
  readonly lair: TestIssuer;
}

/**
 * One class of attack. `make` returns a different token for each number, and `reasons` lists the possible reasons for a
 * rejection.
 */
export interface Attack {
  readonly name: string;
  readonly reasons: readonly RefusalReason[];
  readonly make: (target: Target, number: number) => string;
}

const FORGER = rsaPair('rsa');
const FORGER_EC = ecPair('ec');

function nth<T>(items: readonly T[], number: number): T {
  return items[number % items.length]!;
}

/** Valid claims, different for each number. */
function good({ issuer }: Target, number: number, changes: Members = {}): Members {
  return issuer.claims({ jti: String(number), ...changes });
}

/** A token signed by its issuer, with an invalid header or claims. */
function rightlySigned(
  wrongs: readonly Members[],
  place: 'body' | 'head' = 'body',
): (target: Target, number: number) => string {
  return (target, number) => {
    const wrong = nth(wrongs, number);
    const pair = number % 2 === 0 ? target.rsa : target.ec;
    if (place === 'head') return signedToken(pair, good(target, number), wrong);
    return signedToken(pair, good(target, number, wrong));
  };
}

function each(name: string, values: readonly unknown[]): Members[] {
  return values.map((value) => ({ [name]: value }));
}

/** A token that was signed with the right key and then changed. */
function changed(change: (parts: [string, string, string], number: number, target: Target) => string) {
  return (target: Target, number: number): string => {
    const token = signedToken(number % 2 === 0 ? target.rsa : target.ec, good(target, number));
    return change(token.split('.') as [string, string, string], number, target);
  };
}

const now = (): number => Math.floor(Date.now() / 1_000);
const numbers = (from: number, step: number): number[] => Array.from({ length: 50 }, (_, n) => from + n * step);

const NONE = Array.from({ length: 16 }, (_, bits) =>
  Array.from('none', (letter, index) => ((bits >> index) & 1 ? letter.toUpperCase() : letter)).join(''),
);
const KIDS = [
  '../../../../dev/null',
  '/dev/null',
  'file:///etc/passwd',
  'http://127.0.0.1/jwks',
  "rsa' OR '1'='1",
  "x' UNION SELECT 'secret' --",
  '__proto__',
  'constructor',
  'hasOwnProperty',
  'toString',
  'rsa\u0000',
  'RSA',
  ' rsa',
  'rsa ',
  '',
  '*',
  '.',
  '0',
  '$(id)',
  '`id`',
  '{{7*7}}',
  'rsa,ec',
  'rsa/ec',
  '%72%73%61',
  'x'.repeat(256),
  'x'.repeat(2_000),
];
const ORDER = Buffer.from('ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551', 'hex');
const PRIME = Buffer.from('ffffffff00000001000000000000000000000000ffffffffffffffffffffffff', 'hex');
const DEGENERATE = [
  Buffer.alloc(32),
  Buffer.alloc(32, 0xff),
  Buffer.from('01'.padStart(64, '0'), 'hex'),
  Buffer.from('02'.padStart(64, '0'), 'hex'),
  ORDER,
  PRIME,
  Buffer.concat([Buffer.from('01'.padStart(64, '0'), 'hex').subarray(1), Buffer.alloc(1)]),
  Buffer.concat([ORDER.subarray(0, 31), Buffer.from([0x50])]),
];
const INHERITED = Object.getOwnPropertyNames(Object.prototype);

export const ATTACKS: readonly Attack[] = [
  {
    name: 'no algorithm, in all its spellings',
    reasons: ['algorithm', 'malformed'],
    make: (target, number) => {
      const head = { alg: nth(NONE, number), typ: 'JWT', ...(number % 3 === 0 && { kid: 'rsa' }) };
      const signature = nth(['', 'AAAA', part(randomBytes(256)), '='], Math.floor(number / 16));
      return `${part(head)}.${part(good(target, number))}.${signature}`;
    },
  },
  {
    name: 'an HMAC with the public key for its secret',
    reasons: ['algorithm', 'signature', 'unknown-signing-key'],
    make: (target, number) => {
      const { publicKey } = number % 2 === 0 ? target.rsa : target.ec;
      const secrets = [
        publicKey.export({ format: 'pem', type: 'spki' }),
        publicKey.export({ format: 'der', type: 'spki' }),
        JSON.stringify(publicKey.export({ format: 'jwk' })),
        JSON.stringify(jwkOf(target.rsa)),
        String(publicKey.export({ format: 'pem', type: 'spki' })).trim(),
        target.rsa.publicKey.export({ format: 'pem', type: 'pkcs1' }),
        Buffer.from(target.rsa.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url'),
        '',
      ];
      const alg = nth(['HS256', 'HS384', 'HS512', 'RS256'], Math.floor(number / 8));
      return hmacToken(nth(secrets, number), good(target, number), { alg, kid: nth(['rsa', 'ec'], number) });
    },
  },
  {
    name: "the attacker's key under the right name",
    reasons: ['algorithm', 'signature'],
    make: (target, number) => {
      const pair = nth([FORGER, FORGER_EC, ecPair('ec'), { ...edPair('rsa'), alg: 'EdDSA' }], number);
      return signedToken(pair, good(target, number));
    },
  },
  {
    name: 'a signature of which one bit is turned',
    reasons: ['signature'],
    make: changed(([head, body, signature], number) => {
      const bytes = Buffer.from(signature, 'base64url');
      bytes[number % bytes.length]! ^= 1 << (number % 8);
      return `${head}.${body}.${part(bytes)}`;
    }),
  },
  {
    name: 'a signature that is cut, drawn out or left out',
    reasons: ['signature'],
    make: changed(([head, body, signature], number) => {
      const bytes = Buffer.from(signature, 'base64url');
      const lengths = [0, 1, 31, 32, 63, bytes.length - 1, bytes.length + 1, bytes.length * 2, 72, 512];
      const length = nth(lengths, number) === bytes.length ? 16 : nth(lengths, number);
      return `${head}.${body}.${part(Buffer.concat([bytes, bytes, bytes]).subarray(0, length))}`;
    }),
  },
  {
    name: 'a signature of numbers that fit everything',
    reasons: ['signature'],
    make: (target, number) => {
      const content = `${part({ alg: 'ES256', kid: 'ec' })}.${part(good(target, number))}`;
      const [r, s] = [nth(DEGENERATE, number), nth(DEGENERATE, Math.floor(number / 8))];
      const der = Buffer.from('3006020100020100', 'hex');
      return `${content}.${part(number === 49 ? der : Buffer.concat([r, s]))}`;
    },
  },
  {
    name: "the signature of another of the issuer's tokens",
    reasons: ['signature'],
    make: changed(([head, body], number, target) => {
      const pair = number % 2 === 0 ? target.rsa : target.ec;
      const elsewhere = signedToken(pair, good(target, number, { scope: 'read' })).split('.')[2]!;
      return `${head}.${body}.${elsewhere}`;
    }),
  },
  {
    name: 'claims that were changed after signing, or doubled',
    reasons: ['malformed', 'signature'],
    make: (target, number) => {
      const claims = good(target, number);
      const [head, , signature] = signedToken(target.rsa, claims).split('.');
      const json = JSON.stringify(claims);
      const bodies = [
        json.replace('"acme"', '"other"'),
        json.replace('}', ',"org":"other"}'),
        json.replace('{', '{"org":"other",'),
        json.replace('{', '{"\\u006frg":"other",'),
        json.replace('}', ',"scope":"admin"}'),
        `${json} `,
        `\ufeff${json}`,
        json.replace('{', '{"__proto__":{"org":"other"},'),
        json.replace('}', ',"constructor":{"prototype":{"org":"other"}}}'),
        `[${json}]`,
      ];
      return `${String(head)}.${part(nth(bodies, number))}.${String(signature)}`;
    },
  },
  {
    name: 'a name of the key that leads elsewhere',
    reasons: ['algorithm', 'malformed', 'unknown-signing-key'],
    make: (target, number) => {
      const kid = nth(KIDS, number);
      if (number < KIDS.length) return signedToken(FORGER, good(target, number), { kid });
      return hmacToken('', good(target, number), { alg: 'HS256', kid });
    },
  },
  {
    name: 'a name of the key that is none',
    reasons: ['malformed'],
    make: rightlySigned(each('kid', [['rsa'], { kid: 'rsa' }, 0, 1, true, null, [], ['ec'], { 0: 'ec' }, 1e9]), 'head'),
  },
  {
    name: "an address of the attacker's keys",
    reasons: ['signature', 'unknown-signing-key'],
    make: ({ lair, ...target }, number) => {
      const header = nth(['jku', 'x5u', 'jwks_uri', 'issuer'], number);
      const kid = nth(['rsa', 'forged', lair.url], number);
      const head = { [header]: `${lair.url}/jwks?${number}`, kid };
      return signedToken(FORGER, good({ lair, ...target }, number), head);
    },
  },
  {
    name: "the attacker's key in the token",
    reasons: ['signature'],
    make: (target, number) => {
      const pair = number % 2 === 0 ? FORGER : FORGER_EC;
      const heads = [
        { jwk: jwkOf(pair) },
        { jwk: jwkOf(pair), kid: undefined },
        { jwks: { keys: [jwkOf(pair)] } },
        { x5c: [pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64')] },
        { jwk: { kty: 'oct', k: part('secret') } },
      ];
      return signedToken(pair, good(target, number), nth(heads, number));
    },
  },
  {
    name: 'a time that is over',
    reasons: ['expired'],
    make: rightlySigned(each('exp', [...numbers(now() - 40, -3_600), 0, -1])),
  },
  {
    name: 'a time that is yet to come',
    reasons: ['claims'],
    make: rightlySigned(each('nbf', numbers(now() + 3_600, 86_400))),
  },
  {
    name: 'an end that is none',
    reasons: ['claims'],
    make: (target, number) => {
      const ends = ['null', '"2099-01-01"', `"${now() + 3_600}"`, 'true', '[9999999999]', '{}', '1e400', '"1e9"', '""'];
      const claims = JSON.stringify(good(target, number, { exp: undefined }));
      const end = nth([...ends, ''], number);
      return signedToken(target.rsa, end === '' ? claims : claims.replace('}', `,"exp":${end}}`));
    },
  },
  {
    name: 'a beginning that is none',
    reasons: ['claims'],
    make: rightlySigned(each('nbf', ['0', null, true, [0], {}, '', `${now() - 60}`, '1970-01-01'])),
  },
  {
    name: 'an issuer that is not quite the one',
    reasons: ['malformed', 'unknown-issuer'],
    make: (target, number) => {
      const { iss } = target.issuer.claims() as { iss: string };
      const wrongs = [
        `${iss}/`,
        iss.toUpperCase(),
        `${iss} `,
        ` ${iss}`,
        iss.replace('http:', 'https:'),
        iss.replace('realm', 'realm2'),
        iss.replace('/realm', ''),
        `${iss}#`,
        `${iss}?`,
        `${iss}\u0000`,
        iss.replace('127.0.0.1', 'localhost'),
        [iss],
        { iss },
        null,
        '',
        7,
        undefined,
        '__proto__',
        'constructor',
      ];
      return signedToken(target.rsa, good(target, number, { iss: nth(wrongs, number) }));
    },
  },
  {
    name: 'the keys of one issuer for the word of another',
    reasons: ['signature'],
    make: (target, number) => {
      const { issuer, other } = target;
      if (number % 2 === 0) return signedToken(other.pair, good(target, number));
      return signedToken(issuer.pair, other.claims({ jti: String(number) }));
    },
  },
  {
    name: 'an audience that is not ours',
    reasons: ['claims'],
    make: rightlySigned(
      each('aud', [
        'face',
        'faces ',
        'Faces',
        'faces2',
        'faces,x',
        '*',
        '',
        null,
        7,
        true,
        { aud: 'faces' },
        undefined,
      ]),
    ),
  },
  {
    name: 'audiences without ours',
    reasons: ['claims'],
    make: rightlySigned(
      each('aud', [
        [],
        [''],
        ['others'],
        [['faces']],
        [null],
        [{ aud: 'faces' }],
        ['FACES'],
        ['faces ', ' faces'],
        ['a', 'b'],
      ]),
    ),
  },
  {
    name: 'a tenant that does not exist',
    reasons: ['unknown-tenant'],
    make: rightlySigned(
      each('org', [
        'nobody',
        'ACME',
        'Acme',
        'acme ',
        ' acme',
        'acme\n',
        'acme\u0000',
        'асme',
        'acme,other',
        'acme/other',
        '*',
        '',
      ]),
    ),
  },
  {
    name: 'a tenant that is no text',
    reasons: ['claims'],
    make: rightlySigned(
      each('org', [
        ['acme', 'acme'],
        ['acme', 'other'],
        [],
        { id: 'acme' },
        {},
        0,
        1,
        true,
        null,
        undefined,
        [['acme']],
      ]),
    ),
  },
  {
    name: 'a tenant that every object inherits',
    reasons: ['unknown-tenant'],
    make: rightlySigned(each('org', INHERITED)),
  },
  {
    name: 'extensions that must be understood',
    reasons: ['malformed'],
    make: rightlySigned(
      [
        { crit: ['exp'], exp: 1 },
        { crit: ['x'], x: 1 },
        { crit: [] },
        { crit: 'exp' },
        { crit: null },
        { crit: ['b64'], b64: true },
        { crit: ['http://openbanking.org.uk/iat'], 'http://openbanking.org.uk/iat': 1 },
        { crit: ['__proto__'] },
        { crit: ['alg'] },
        { crit: {} },
      ],
      'head',
    ),
  },
  {
    name: 'a payload that is not encoded',
    reasons: ['malformed'],
    make: (target, number) => {
      const pair = number % 2 === 0 ? target.rsa : target.ec;
      const head = part({ alg: pair.alg, kid: pair.kid, b64: false, ...(number % 3 > 0 && { crit: ['b64'] }) });
      const json = JSON.stringify(good(target, number));
      const content = `${head}.${number % 5 === 0 ? part(json) : json.replaceAll('.', '')}`;
      return `${content}.${part(signatureOf(pair, content))}`;
    },
  },
  {
    name: 'a token in a token',
    reasons: ['malformed'],
    make: (target, number) => {
      const inner = signedToken(target.rsa, good(target, number));
      const outer = [
        signedToken(target.rsa, inner, { cty: 'JWT' }),
        signedToken(FORGER, inner, { cty: 'JWT', zip: 'DEF' }),
        signedToken(target.ec, JSON.stringify(inner), { cty: 'JWT' }),
        signedToken(target.ec, { token: inner }, { cty: 'JWT' }),
      ];
      return nth(outer, number);
    },
  },
  {
    name: 'an encrypted token',
    reasons: ['unknown-key'],
    make: (target, number) => {
      const alg = nth(['RSA-OAEP', 'RSA-OAEP-256', 'dir', 'PBES2-HS256+A128KW', 'ECDH-ES', 'RSA1_5'], number);
      const head = { alg, enc: nth(['A256GCM', 'A128CBC-HS256'], number), kid: 'rsa', p2c: 2_000_000_000, zip: 'DEF' };
      const key = alg === 'dir' ? '' : part(randomBytes(256));
      return `${part(head)}.${key}.${part(randomBytes(12))}.${part(good(target, number))}.${part(randomBytes(16))}`;
    },
  },
  {
    name: 'more than any token needs',
    reasons: ['malformed'],
    make: (target, number) =>
      signedToken(target.rsa, good(target, number, { padding: 'x'.repeat(8_000 + number * 300) })),
  },
  {
    name: 'an algorithm that was not agreed on, with the right key',
    reasons: ['algorithm'],
    make: (target, number) => {
      const pairs = ['RS384', 'RS512', 'PS256', 'PS384', 'PS512'].map((alg) => ({ ...target.rsa, alg }));
      const ownName = nth(['RS256', 'RSA256', 'rs256', 'RS256 ', 'SHA256withRSA'], number);
      const pair = nth(pairs, number);
      return signedToken(pair, good(target, number), number % 3 === 0 && ownName !== 'RS256' ? { alg: ownName } : {});
    },
  },
  {
    name: 'an algorithm that is none',
    reasons: ['algorithm', 'malformed'],
    make: rightlySigned(
      each('alg', [
        null,
        0,
        true,
        [],
        ['RS256'],
        ['ES256'],
        {},
        { alg: 'RS256' },
        '',
        '__proto__',
        'constructor',
        undefined,
      ]),
      'head',
    ),
  },
  {
    name: 'a key of the wrong kind for the algorithm',
    reasons: ['signature', 'unknown-signing-key'],
    make: (target, number) => {
      const [signing, named] = number % 2 === 0 ? [target.rsa, target.ec] : [target.ec, target.rsa];
      return signedToken(signing, good(target, number), {
        alg: nth([signing.alg, named.alg], Math.floor(number / 2)),
        kid: named.kid,
      });
    },
  },
  {
    name: 'a type that is another',
    reasons: ['malformed'],
    make: rightlySigned(
      each('typ', [
        'logout+jwt',
        'JWE',
        'jwt ',
        'secevent+jwt',
        'dpop+jwt',
        '',
        null,
        7,
        ['JWT'],
        { typ: 'JWT' },
        'JOSE',
      ]),
      'head',
    ),
  },
  {
    name: 'the same bytes in other letters',
    reasons: ['malformed'],
    make: changed(([head, body, signature], number) => {
      const padded = `${signature}${'='.repeat((4 - (signature.length % 4)) % 4)}`;
      const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
      const spare = alphabet[alphabet.indexOf(signature.at(-1)!) ^ 1]!;
      const forms = [
        `${head}.${body}.${padded}`,
        `${head}.${body}.${signature.slice(0, -1)}${spare}`,
        `${head}=.${body}.${signature}`,
        `${head}.${body}==.${signature}`,
        `${head}.${body}.${signature}~`,
        `${head}.${body}.${signature}====`,
      ];
      return nth(forms, number);
    }),
  },
  {
    name: 'a subject that is none',
    reasons: ['claims'],
    make: rightlySigned(each('sub', [undefined, null, '', 0, 7, true, [], ['ann'], { sub: 'ann' }, 'x'.repeat(256)])),
  },
  {
    name: 'parts that are nothing to read',
    reasons: ['malformed'],
    make: (target, number) => {
      const junk = [
        '',
        '.',
        'e30',
        part('null'),
        part('7'),
        part('[]'),
        part('"text"'),
        part('{'),
        part(randomBytes(9)),
      ];
      const [head, body] = [nth(junk, number), nth(junk, Math.floor(number / junk.length))].map((text) =>
        text.replace('.', ''),
      );
      return `${head!}.${number % 2 === 0 ? body! : part(good(target, number))}.${part(`${number}`)}`;
    },
  },
];
