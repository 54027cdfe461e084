import type { Wire } from '../protocol/wire.js';
import { toStsError, STS_ERRORS, StsError, type StsErrorName } from './sts-error.js';
import { writeDocument } from './xml.js';

const XML = 'text/xml';

/** AWS's query protocol, the format of STS. */
export const STS_WIRE: Wire = {
  success: (body) => ({ status: 200, contentType: XML, body, delivery: 'whole' }),
  failure: (error, requestId) => {
    const { name, status, message } = toStsError(error);
    const Type = status < 500 ? 'Sender' : 'Receiver';
    const body = writeDocument('ErrorResponse', {
      Error: { Type, Code: name, Message: message },
      RequestId: requestId,
    });
    return { status, contentType: XML, body, delivery: 'whole' };
  },
  ownError: (name) => (Object.hasOwn(STS_ERRORS, name) ? new StsError(name as StsErrorName) : undefined),
  nameOf: (error) => toStsError(error).name,
  malformed: '<malformed',
};
