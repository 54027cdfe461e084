/** Who the service takes the caller for. */
export class MeResponse {
  /** @example "demo" */
  tenant: string;

  /**
   * The id of the API key.
   * @example "demo"
   */
  keyId: string;

  /**
   * What the key allows.
   * @example ["read", "write", "admin"]
   */
  scopes: ('read' | 'write' | 'admin')[];
}
