import type { Wire } from '../service.js';
import { STS_ERRORS, StsError, toStsError, type StsErrorName } from './sts-error.js';

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

const CONTENT_TYPE = 'text/xml';

/** AWS's query protocol, the format of STS. */
export const STS_WIRE: Wire = {
  success: (body) => ({ status: 200, contentType: CONTENT_TYPE, body, delivery: 'whole' }),
  failure: (error, requestId) => {
    const { name, status, message } = toStsError(error);
    const Type = status < 500 ? 'Sender' : 'Receiver';
    const body = writeDocument('ErrorResponse', {
      Error: { Type, Code: name, Message: message },
      RequestId: requestId,
    });
    return { status, contentType: CONTENT_TYPE, body, delivery: 'whole' };
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
