import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { answerIdentity, isForSts } from './caller-identity.js';

/** A Rekognition fake that answers every call with the same exception in AWS's format. */
export class ScriptedUpstream {
  calls = 0;
  private answer = { status: 400, type: '' };

  private constructor(private readonly server: Server) {}

  static async start(): Promise<ScriptedUpstream> {
    const server = createServer();
    const upstream = new ScriptedUpstream(server);
    server.on('request', (request, response) => {
      const forSts = isForSts(request);
      if (!forSts) upstream.calls += 1;
      request.resume().once('end', () => {
        if (forSts) {
          answerIdentity(response);
          return;
        }
        const { status, type } = upstream.answer;
        response.writeHead(status, {
          'content-type': 'application/x-amz-json-1.1',
          'x-amzn-requestid': 'aws-request-1',
        });
        response.end(
          JSON.stringify({ __type: type, Message: 'arn:aws:rekognition:eu-west-1:111122223333:secret words' }),
        );
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return upstream;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  /** Sets the exception and resets the count of calls. */
  throw(type: string, status = 400): void {
    this.answer = { status, type };
    this.calls = 0;
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}
