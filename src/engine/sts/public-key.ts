/** A public key as PEM or JWK. Has its own file so that the engine's public types do not need Node's. */
export type PublicKey = string | { readonly kty?: string; readonly [member: string]: unknown };
