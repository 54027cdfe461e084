/** What stands in an XML element: a text, or elements by name, of which those that are undefined are left out. */
export type Xml = string | number | { readonly [name: string]: Xml | undefined };

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};
/** No XML 1.0 document can have these characters, however they are written. */
const IMPOSSIBLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Writes elements, texts escaped; a character that XML cannot have becomes U+FFFD. */
export function writeXml(content: Xml): string {
  if (typeof content !== 'object') return escaped(String(content));
  return Object.entries(content)
    .map(([name, inner]) => (inner === undefined ? '' : `<${name}>${writeXml(inner)}</${name}>`))
    .join('');
}

/** One element of STS's namespace, as every answer is. */
export function writeDocument(name: string, content: Xml): string {
  return `<${name} xmlns="https://sts.amazonaws.com/doc/2011-06-15/">${writeXml(content)}</${name}>\n`;
}

function escaped(text: string): string {
  // A carriage return would be read back as a line feed.
  return text
    .replace(IMPOSSIBLE, '\uFFFD')
    .replace(/[&<>"']/g, (character) => ESCAPES[character] ?? character)
    .replaceAll('\r', '&#xD;');
}
