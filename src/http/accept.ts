const JSON_RANGES = new Set(['*/*', 'application/*', 'application/json']);

/** Whether an `Accept` header admits `application/json` (RFC 9110, section 12.5.1). An absent one admits all. */
export function acceptsJson(accept: string | undefined): boolean {
  if (accept === undefined || accept.trim() === '') return true;
  return accept.split(',').some((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    return JSON_RANGES.has(type) && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
