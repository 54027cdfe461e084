import type { Assumptions } from '../assumptions.js';
import type { EngineCaller } from '../access/principal.js';
import type { EngineClock } from '../options.js';
import { headerOf, type SignedRequest } from '../protocol/canonical-request.js';
import type { Admitted, Service, ServiceCall } from '../service.js';
import { AssumeRole } from './assume-role.js';
import { AssumeRoleWithWebIdentity } from './assume-role-with-web-identity.js';
import { GetCallerIdentity } from './get-caller-identity.js';
import { FORM_LIMIT_BYTES, readForm, type StsForm } from './parameters.js';
import type { Sessions, StsOperation } from './sessions.js';
import { STS_WIRE, StsError, writeDocument } from './sts-error.js';

export const STS_OPERATIONS: readonly StsOperation[] = [AssumeRole, AssumeRoleWithWebIdentity, GetCallerIdentity];

const VERSION = '2011-06-15';
const FORM = 'application/x-www-form-urlencoded';

/** AWS Security Token Service: form-encoded requests and XML responses. */
export class StsService implements Service {
  readonly signingName = 'sts';
  readonly wire = STS_WIRE;

  constructor(
    private readonly settings: { readonly assumptions: Assumptions },
    private readonly sessions: Sessions,
    private readonly clock: EngineClock,
  ) {}

  accepts(request: SignedRequest): boolean {
    return headerOf(request, 'content-type').toLowerCase().startsWith(FORM);
  }

  read({ body }: SignedRequest): ServiceCall | StsError {
    const form = readForm(body);
    const operation = STS_OPERATIONS.find(({ name }) => name === form.fields.get('Action'));
    if (!operation || form.fields.get('Version') !== VERSION) return new StsError('InvalidAction');
    const { name, unsigned = false } = operation;
    return { operation: name, unsigned, admit: (caller) => this.admit(operation, caller, form, body.length) };
  }

  private admit(
    { name, run }: StsOperation,
    caller: EngineCaller,
    { fields, fault }: StsForm,
    bytes: number,
  ): Admitted {
    if (bytes > FORM_LIMIT_BYTES) throw new StsError('RequestEntityTooLarge');
    if (fault !== undefined) throw new StsError(this.settings.assumptions.malformedForm, fault);
    if ([...fields.keys()].some((field) => field.startsWith('PolicyArns.')))
      throw new StsError('ValidationError', 'PolicyArns is not supported by this engine');
    const { sessions } = this;
    return {
      run: (requestId) =>
        writeDocument(`${name}Response`, {
          [`${name}Result`]: run({ fields, caller, sessions, nowMs: this.clock.nowMs() }),
          ResponseMetadata: { RequestId: requestId },
        }),
    };
  }
}
