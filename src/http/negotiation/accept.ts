/** The media ranges that match `application/json`, most specific first. */
const JSON_RANGES = ['application/json', 'application/*', '*/*'];

/**
 * Whether an `Accept` header allows `application/json`. The most specific matching range decides (RFC 9110, section
 * 12.5.1). An absent header allows everything.
 */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  const ranges = accept.split(',').map(readRange);
  const fitting = JSON_RANGES.map((json) => ranges.filter(({ type }) => type === json));
  return fitting.find((found) => found.length > 0)?.some(({ admits }) => admits) ?? false;
}

function readRange(range: string): { type: string; admits: boolean } {
  const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
  return { type, admits: !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter)) };
}
