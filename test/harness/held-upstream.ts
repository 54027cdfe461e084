import type { ServerResponse } from 'node:http';

import { eventually } from './eventually.js';
import { HostileUpstream, type UpstreamCall } from './hostile-upstream.js';

/** A Rekognition fake that answers each call only when a test calls `answer`. */
export class HeldUpstream {
  readonly held: { call: UpstreamCall; accessKeyId: string; response: ServerResponse }[] = [];
  private upstream!: HostileUpstream;

  static async start(): Promise<HeldUpstream> {
    const held = new HeldUpstream();
    held.upstream = await HostileUpstream.start((call, response, { headers }) => {
      const accessKeyId = /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1] ?? '';
      held.held.push({ call, accessKeyId, response });
    });
    return held;
  }

  get url(): string {
    return this.upstream.url;
  }

  close(): Promise<void> {
    return this.upstream.close();
  }

  has(calls: number): Promise<void> {
    return eventually(() => this.held.length >= calls);
  }

  /** Answers the call at `index` with success or an exception, or closes the connection (`lost`). */
  answer(index: number, how: 'done' | 'lost' | { exception: string } = 'done'): void {
    const { call, response } = this.held[index]!;
    if (how === 'lost') {
      response.destroy();
      return;
    }
    const faces = (call.input['FaceIds'] as string[]).map((FaceId) => ({ FaceId }));
    const done = { UserStatus: 'UPDATING', DisassociatedFaces: faces };
    const body = how === 'done' ? done : { __type: how.exception };
    response.writeHead(how === 'done' ? 200 : 400, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  }

  get faceIds(): unknown[] {
    return this.held.map(({ call }) => call.input['FaceIds']);
  }
}
