import type { Wire } from '../wire.js';
import { inStsWords } from './sts-error.js';
import { writeDocument } from './xml.js';

const XML = 'text/xml';

/** The answers of AWS's query protocol, as STS speaks it. */
export const STS_WIRE: Wire = {
  success: (body) => ({ status: 200, contentType: XML, body, delivery: 'whole' }),
  refusal: (error, requestId) => {
    const { name, status, message } = inStsWords(error);
    const Type = status < 500 ? 'Sender' : 'Receiver';
    const body = writeDocument('ErrorResponse', {
      Error: { Type, Code: name, Message: message },
      RequestId: requestId,
    });
    return { status, contentType: XML, body, delivery: 'whole' };
  },
  nameOf: (error) => inStsWords(error).name,
  malformed: '<malformed',
};
