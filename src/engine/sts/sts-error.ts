import { whole, type Wire } from '../service.js';
import { EngineError, usualStatusOf, WIRE_ERRORS, WireError, type WireErrorName } from '../protocol/wire-error.js';

/**
 * Every STS error: HTTP status and default message.
 *
 * @source STS API reference: "Common Errors" and the errors of each operation
 */
export const STS_ERRORS = {
  AccessDenied: { status: 403, message: 'The caller is not authorized to perform this action' },
  ExpiredToken: { status: 403, message: 'The security token included in the request is expired' },
  ExpiredTokenException: { status: 400, message: 'The web identity token is expired' },
  IDPCommunicationError: { status: 400, message: 'The identity provider could not be reached' },
  IDPRejectedClaim: { status: 403, message: 'The identity provider rejected the claim' },
  IncompleteSignature: { status: 400, message: 'The request signature is incomplete' },
  InternalFailure: { status: 500, message: 'The request failed for an unknown reason' },
  InvalidAction: { status: 400, message: 'There is no such operation' },
  InvalidClientTokenId: { status: 403, message: 'The security token included in the request is invalid.' },
  InvalidContextAssertion: { status: 400, message: 'A provided context could not be validated' },
  InvalidIdentityToken: { status: 400, message: 'The web identity token could not be validated' },
  InvalidQueryParameter: { status: 400, message: 'The request body is malformed' },
  MalformedPolicyDocument: { status: 400, message: 'The policy is not valid' },
  MissingAuthenticationToken: { status: 403, message: 'Request is missing Authentication Token' },
  PackedPolicyTooLarge: { status: 400, message: 'The policy is too large' },
  RegionDisabledException: { status: 403, message: 'STS is not activated in this region' },
  RequestEntityTooLarge: { status: 413, message: 'The request body is too large' },
  ServiceUnavailable: { status: 503, message: 'The service is unavailable' },
  SignatureDoesNotMatch: {
    status: 403,
    message: 'The request signature we calculated does not match the signature you provided',
  },
  Throttling: { status: 400, message: 'Rate exceeded' },
  ValidationError: { status: 400, message: 'The request has invalid parameters' },
} as const satisfies Record<string, { status: number; message: string }>;

export type StsErrorName = keyof typeof STS_ERRORS;

/** An error with one of STS's names. */
export class StsError extends EngineError {
  constructor(
    override readonly name: StsErrorName,
    message: string = STS_ERRORS[name].message,
  ) {
    super(name, message, STS_ERRORS[name].status);
  }
}

/** STS's names for the errors of Rekognition. */
const TRANSLATED: Readonly<Partial<Record<WireErrorName, StsErrorName>>> = {
  AccessDeniedException: 'AccessDenied',
  ExpiredTokenException: 'ExpiredToken',
  IncompleteSignatureException: 'IncompleteSignature',
  InternalServerError: 'InternalFailure',
  InvalidParameterException: 'ValidationError',
  InvalidSignatureException: 'SignatureDoesNotMatch',
  MissingAuthenticationTokenException: 'MissingAuthenticationToken',
  ProvisionedThroughputExceededException: 'Throttling',
  RequestEntityTooLargeException: 'RequestEntityTooLarge',
  ThrottlingException: 'Throttling',
  UnknownOperationException: 'InvalidAction',
  UnrecognizedClientException: 'InvalidClientTokenId',
  ValidationException: 'ValidationError',
};

/** Translates an error to STS's name, status and message. Errors without a translation are returned unchanged. */
function toStsError(error: EngineError): { name: string; status: number; message: string } {
  const name = error instanceof WireError ? TRANSLATED[error.name] : undefined;
  if (!(error instanceof WireError) || name === undefined) return error;
  const isUsualStatus = error.status === usualStatusOf(error.name);
  const isUsualMessage = error.message === WIRE_ERRORS[error.name];
  return {
    name,
    status: isUsualStatus ? STS_ERRORS[name].status : error.status,
    message: isUsualMessage ? STS_ERRORS[name].message : error.message,
  };
}

/** The content of an XML element: a text, or child elements by name. Undefined children are omitted. */
export type Xml = string | number | { readonly [name: string]: Xml | undefined };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** Characters that XML 1.0 does not allow, not even escaped. */
const FORBIDDEN = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Serializes elements with escaped texts. Characters that XML does not allow become U+FFFD. */
export function writeXml(content: Xml): string {
  if (typeof content !== 'object') return escaped(String(content));
  return Object.entries(content)
    .map(([name, inner]) => (inner === undefined ? '' : `<${name}>${writeXml(inner)}</${name}>`))
    .join('');
}

/** Serializes a root element in STS's namespace. */
export function writeDocument(name: string, content: Xml): string {
  return `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${writeXml(content)}</${name}>\n`;
}

/** AWS's query protocol, the format of STS. */
export const STS_WIRE: Wire = {
  success: (body) => whole(200, 'text/xml', body),
  failure: (error, requestId) => {
    const { name, status, message } = toStsError(error);
    const Type = status < 500 ? 'Sender' : 'Receiver';
    const content = { Error: { Type, Code: name, Message: message }, RequestId: requestId };
    return whole(status, 'text/xml', writeDocument('ErrorResponse', content));
  },
  ownError: (name) => (Object.hasOwn(STS_ERRORS, name) ? new StsError(name as StsErrorName) : undefined),
  nameOf: (error) => toStsError(error).name,
  malformed: '<malformed',
};

function escaped(text: string): string {
  // A literal carriage return would be parsed as a line feed.
  return text
    .replace(FORBIDDEN, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    .replaceAll('\r', '&#xD;');
}
