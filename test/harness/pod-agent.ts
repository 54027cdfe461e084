import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Plays the agent that hands out a pod's credentials to whoever shows its token. */
export class PodAgent {
  asked = 0;
  /** What is answered to the right token. */
  answer: { status: number; body: object } = { status: 200, body: {} };
  /** Lets every request hang. */
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

  /** From now on it hands out these. */
  give(keys: { accessKeyId: string; secretAccessKey: string; sessionToken: string }, expiresAtMs: number): void {
    const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: Token } = keys;
    const Expiration = new Date(expiresAtMs).toISOString();
    this.answer = { status: 200, body: { AccessKeyId, SecretAccessKey, Token, Expiration } };
  }

  /** Ends the requests that hang, and answers from now on. */
  wakeUp(): void {
    this.silent = false;
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
