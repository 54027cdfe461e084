/** The oldest version in `engines` of package.json. */
const OLDEST = [24, 15] as const;

/** Returns what to print if the version is too old to run the service. Imports nothing, so any Node can load it. */
export function nodeTooOld(version: string): string | undefined {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return undefined;
  return `rekognition-facade needs Node ${OLDEST.join('.')} or newer; this is Node ${version}.`;
}
