/** Who the service takes the caller for. */
export class MeResponse {
  /** @example "demo" */
  tenant: string;

  /**
   * The id of the API key, when the credential is one.
   * @example "demo"
   */
  keyId?: string;

  /** The subject of the token, when the credential is one. */
  subject?: string;

  /**
   * What the credential allows.
   * @example ["read", "write", "admin"]
   */
  scopes: ('read' | 'write' | 'admin')[];
}
