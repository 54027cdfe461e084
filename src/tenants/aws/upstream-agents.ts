import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Set on the error of a request for which no answer began. */
export interface ConnectionFacts {
  /** The connection had been used before. The other side may have closed it in the moment in which it was used again. */
  lostOnReuse?: boolean;
  /** There was no connection, so nothing was sent. */
  notConnected?: boolean;
}

type ConnectionError = Error & ConnectionFacts;

/** Marks the error of a socket whose connection, or TLS session, was never made. */
function watchConnecting<Connection extends Duplex | null | undefined>(
  socket: Connection,
  connected: string,
): Connection {
  let isConnected = false;
  socket?.once(connected, () => (isConnected = true));
  socket?.prependOnceListener('error', (error: ConnectionError) => {
    if (!isConnected) error.notConnected = true;
  });
  return socket;
}

/** Marks the error of a request on a kept connection that failed before a byte of an answer. */
function watchReuse(socket: Socket, request: http.ClientRequest): void {
  const bytesBefore = socket.bytesRead;
  request.prependOnceListener('error', (error: ConnectionError) => {
    if (socket.bytesRead === bytesBefore) error.lostOnReuse = true;
  });
}

class WatchingHttpAgent extends http.Agent {
  override createConnection(...options: Parameters<http.Agent['createConnection']>): Duplex | null | undefined {
    return watchConnecting(super.createConnection(...options), 'connect');
  }

  override reuseSocket(socket: Socket, request: http.ClientRequest): void {
    super.reuseSocket(socket, request);
    watchReuse(socket, request);
  }
}

class WatchingHttpsAgent extends https.Agent {
  override createConnection(...options: Parameters<https.Agent['createConnection']>): Duplex | null | undefined {
    return watchConnecting(super.createConnection(...options), 'secureConnect');
  }

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
