import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A fake EKS Pod Identity agent: returns credentials to requests with the right token. */
export class PodAgent {
  asked = 0;
  /** The answer to requests with the right token. */
  answer: { status: number; body: object } = { status: 200, body: {} };
  /** Whether requests are left unanswered. */
  silent = false;

  private constructor(
    private readonly server: Server,
    private readonly token: () => string,
  ) {}

  static async start(token: () => string): Promise<PodAgent> {
    const server = createServer();
    const agent = new PodAgent(server, token);
    server.on('request', ({ headers }, response) => {
      agent.asked += 1;
      if (agent.silent) return;
      const known = headers.authorization === agent.token();
      const { status, body } = known ? agent.answer : { status: 401, body: { Code: 'AccessDeniedException' } };
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return agent;
  }

  get uri(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1/credentials`;
  }

  /** Sets the credentials to return. */
  give(keys: { accessKeyId: string; secretAccessKey: string; sessionToken: string }, expiresAtMs: number): void {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = keys;
    const Expiration = new Date(expiresAtMs).toISOString();
    this.answer = { status: 200, body: { AccessKeyId, SecretAccessKey, Token, Expiration } };
  }

  /** Closes the hanging connections and answers later requests. */
  wakeUp(): void {
    this.silent = false;
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
