/** The version of the package. A test holds it to package.json. */
export const VERSION = '0.2.0';
