import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { writeXml } from './sts-error.js';

describe('writeXml', () => {
  it('keeps the order of elements and omits undefined ones', () => {
    expect(writeXml({ A: { B: 1, C: undefined, D: '' }, E: 'text' })).toBe('<A><B>1</B><D></D></A><E>text</E>');
  });

  it('escapes special characters', () => {
    expect(writeXml(`<a b="c">&'\r\n\t`)).toBe('&lt;a b=&quot;c&quot;&gt;&amp;&apos;&#xD;\n\t');
  });

  it('replaces characters that XML does not allow', () => {
    expect(writeXml('\0\u001b\ud800\uffff😀')).toBe('\uFFFD\uFFFD\uFFFD\uFFFD😀');
    const property = fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(writeXml(text)).toMatch(/^[\t\n\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]*$/u);
    });
    fc.assert(property);
  });
});
