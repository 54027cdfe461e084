export class MeResponse {
  /** @example "demo" */
  tenant: string;

  /**
   * Id of the API key. Absent for tokens.
   * @example "demo"
   */
  keyId?: string;

  /** Subject of the token. Absent for API keys. */
  subject?: string;

  /**
   * Scopes of the credential.
   * @example ["read", "write", "admin"]
   */
  scopes: ('read' | 'write' | 'admin')[];

  /**
   * Whether idempotency keys are valid at all replicas, and not only within one process.
   * @example false
   */
  sharedKeys: boolean;
}
