/** A public key as PEM, or as a JWK. Who imports the engine needs no types of Node for it. */
export type PublicKey = string | { readonly kty?: string; readonly [member: string]: unknown };
