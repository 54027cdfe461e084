import { refusalReply } from './reply.js';
import type { Reply } from './reply.js';
import { seededShare } from './seeded-ids.js';
import { WireError } from './wire-error.js';

/** What a fault does: answers `instead` of the operation, nothing being done, or spoils the answer of work done. */
export interface Fault {
  readonly instead?: (requestId: string) => Reply;
  readonly spoil?: (reply: Reply) => Reply;
}

const refuse = (...error: ConstructorParameters<typeof WireError>): Fault => ({
  instead: (requestId) => refusalReply(new WireError(...error), requestId),
});

const DROPPED: Reply = { status: 0, contentType: '', body: '', delivery: 'none' };

const BAD_GATEWAY: Reply = {
  status: 502,
  contentType: 'text/html',
  body: '<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>',
  delivery: 'whole',
};

/** Every fault there is, by name. `latency` is its delay alone. */
export const FAULTS = {
  ProvisionedThroughputExceededException: refuse('ProvisionedThroughputExceededException', 'Provisioned rate exceeded'),
  ThrottlingException: refuse('ThrottlingException', 'Slow down'),
  ThrottlingException500: refuse('ThrottlingException', 'Slow down', 500),
  InternalServerError: refuse('InternalServerError', 'Amazon Rekognition experienced a service issue'),
  ConflictException: refuse('ConflictException', 'Another change of the user is in progress'),
  AccessDeniedException: refuse('AccessDeniedException', 'The caller is not authorized to perform this action'),
  ExpiredTokenException: refuse('ExpiredTokenException', 'The security token included in the request is expired'),
  latency: {},
  drip: { spoil: (reply) => ({ ...reply, delivery: 'drip' }) },
  'drop-before': { instead: () => DROPPED },
  'drop-after': { spoil: () => DROPPED },
  'html-502': { instead: () => BAD_GATEWAY },
  malformed: { spoil: (reply) => ({ ...reply, body: '{"malformed": [' }) },
  empty: { spoil: (reply) => ({ ...reply, body: '' }) },
  truncated: { spoil: (reply) => ({ ...reply, delivery: 'truncated' }) },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

/** One line of the plan. The first line of a plan that strikes decides a call alone. */
export interface FaultRule {
  /** An operation's name or `*`. */
  readonly operation: string;
  readonly fault: FaultName;
  /** Strikes so many calls, then never again. */
  readonly times?: number;
  /** Strikes this part of the calls, drawn from the engine's seed. */
  readonly share?: number;
  readonly latencyMs: number;
}

/** Which calls are struck by what. Starts empty. */
export class FaultPlan {
  private lines: { readonly rule: FaultRule; left: number }[] = [];
  private draws = 0;

  constructor(private readonly seed: number) {}

  replace(rules: readonly FaultRule[]): void {
    this.lines = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }));
  }

  /** The rule that strikes the next call of an operation; it has been spent once by then. */
  draw(operation: string): FaultRule | undefined {
    const line = this.lines.find(
      ({ rule, left }) =>
        left > 0 && (rule.operation === '*' || rule.operation === operation) && this.strikes(rule.share),
    );
    if (line) line.left -= 1;
    return line?.rule;
  }

  private strikes(share: number | undefined): boolean {
    if (share === undefined) return true;
    this.draws += 1;
    return seededShare(this.seed, 'fault', this.draws) < share;
  }
}
