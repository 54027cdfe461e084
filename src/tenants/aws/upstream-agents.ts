import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** Set on the error of a request that got no response. */
export interface ConnectionFacts {
  /** The connection was reused; the server may have closed it at that moment. */
  lostOnReuse?: boolean;
  /** The connection was never established, so nothing was sent. */
  notConnected?: boolean;
}

type ConnectionError = Error & ConnectionFacts;

/** Marks errors from before the connection, or the TLS session, was established. */
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

/** Marks errors of a reused connection from before the first byte of the response. */
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

/** Connections per host. */
export interface ConnectionSettings {
  readonly mostSockets: number;
  readonly keepAlive: boolean;
}

/** HTTP agents that mark connection errors. */
export function upstreamAgents({ mostSockets, keepAlive }: ConnectionSettings): {
  httpAgent: http.Agent;
  httpsAgent: https.Agent;
} {
  const options = { keepAlive, maxSockets: mostSockets };
  return { httpAgent: new WatchingHttpAgent(options), httpsAgent: new WatchingHttpsAgent(options) };
}
