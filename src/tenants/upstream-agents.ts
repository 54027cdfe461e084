import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';

/** Set on what a request on a reused connection fails with when not a byte of an answer had come back. */
export interface LostOnReuse {
  lostOnReuse?: boolean;
}

/**
 * A kept connection can be closed by the other side in the very moment in which it is used again. Such a loss is told
 * apart from one in the middle of an answer.
 */
function watchReuse(socket: Socket, request: http.ClientRequest): void {
  const bytesBefore = socket.bytesRead;
  request.prependOnceListener('error', (error: Error & LostOnReuse) => {
    if (socket.bytesRead === bytesBefore) error.lostOnReuse = true;
  });
}

class WatchingHttpAgent extends http.Agent {
  override reuseSocket(socket: Socket, request: http.ClientRequest): void {
    super.reuseSocket(socket, request);
    watchReuse(socket, request);
  }
}

class WatchingHttpsAgent extends https.Agent {
  override reuseSocket(socket: Socket, request: http.ClientRequest): void {
    super.reuseSocket(socket, request);
    watchReuse(socket, request);
  }
}

/** How many connections there may be to one host, and whether they are kept for the next call. */
export interface ConnectionSettings {
  readonly mostSockets: number;
  readonly keepAlive: boolean;
}

/** The agents that make the connections to AWS. */
export function upstreamAgents({ mostSockets, keepAlive }: ConnectionSettings): {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
} {
  const options = { keepAlive, maxSockets: mostSockets };
  return { httpAgent: new WatchingHttpAgent(options), httpsAgent: new WatchingHttpsAgent(options) };
}
