import http from 'node:http';
import https from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A self-signed certificate for hosts of AWS in eu-west-1, an issuer and localhost, valid until 2126. Tests only. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIB0jCCAXigAwIBAgIUHABdUJQqy6C4zoV0mapdb9bucyAwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMzAxNzQyMTdaGA8yMTI2MTEwNjE3NDIx
N1owDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABCQi
Dgc8FU2PX6moWm58PaY4ikm9zse6UzSpA4R9ZTgoMvvMnLY7i6QccWy40MbxRERW
+xD5DfGJNXuayxsGoROjga8wgawwHQYDVR0OBBYEFHZPhKlNxySInh6V1mJvcN5f
6Gt2MB8GA1UdIwQYMBaAFHZPhKlNxySInh6V1mJvcN5f6Gt2MA8GA1UdEwEB/wQF
MAMBAf8wWQYDVR0RBFIwUIIJbG9jYWxob3N0ghkqLmV1LXdlc3QtMS5hbWF6b25h
d3MuY29tghMqLmV1LXdlc3QtMS5hcGkuYXdzghNrZXlzLmlzc3Vlci5leGFtcGxl
MAoGCCqGSM49BAMCA0gAMEUCIBrk4Cqk2AaPGASrY6YNAFWC5D2N2wf/lipJ8mvz
lMJsAiEAp1bHxW7fcTum8QdLDO5OBU3cImJ/vhT06IHAnzhzv9A=
-----END CERTIFICATE-----`;
const KEY = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg+IjnzJ5dLqJX8N2K
bTbKHwT1dN+e1IDUXF8HHNAMVCShRANCAAQkIg4HPBVNj1+pqFpufD2mOIpJvc7H
ulM0qQOEfWU4KDL7zJy2O4ukHHFsuNDG8UREVvsQ+Q3xiTV7mssbBqET
-----END PRIVATE KEY-----`;

/** A server on 127.0.0.1. */
async function listening<Server extends http.Server>(server: Server): Promise<Server> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const portOf = (server: http.Server): number => (server.address() as AddressInfo).port;

/**
 * An HTTP proxy that tunnels every host to a TLS server of its own, which forwards to the engine, or to the issuer for
 * `keys.issuer.example`.
 */
export class ConnectProxy {
  /** The hosts of the tunnels, in order. */
  readonly targets: string[] = [];
  /** Whether tunnels are refused with status 502. */
  refuses = false;
  /** Whether requests for tunnels stay unanswered. */
  hangs = false;
  /** Whether the next request that arrives through a tunnel ends with a reset of the tunnel. */
  resets = false;
  private readonly tunnels = new Set<Socket>();

  private constructor(
    private readonly proxy: http.Server,
    private readonly tls: https.Server,
  ) {}

  static async start(engineUrl: string, issuerUrl = engineUrl): Promise<ConnectProxy> {
    const tls = await listening(https.createServer({ key: KEY, cert: CERTIFICATE }));
    const started = new ConnectProxy(await listening(http.createServer()), tls);
    tls.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
      const to = request.headers.host === 'keys.issuer.example' ? issuerUrl : engineUrl;
      started.forward(new URL(to), request, response);
    });
    started.proxy.on('connect', (request: http.IncomingMessage, socket: Socket) => started.tunnel(request.url, socket));
    return started;
  }

  get url(): string {
    return `http://127.0.0.1:${portOf(this.proxy)}`;
  }

  /** The TLS server, without the proxy. */
  get directUrl(): string {
    return `https://localhost:${portOf(this.tls)}`;
  }

  async close(): Promise<void> {
    for (const socket of this.tunnels) socket.destroy();
    this.tls.closeAllConnections();
    await Promise.all([this.proxy, this.tls].map((server) => new Promise((resolve) => server.close(resolve))));
  }

  private tunnel(target = '', socket: Socket): void {
    this.targets.push(target);
    socket.on('error', () => undefined);
    if (this.refuses) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    this.tunnels.add(socket);
    if (this.hangs) return;
    const upstream = connect(portOf(this.tls), '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
      upstream.pipe(socket).pipe(upstream);
    });
    upstream.on('error', () => socket.destroy());
    socket.on('close', () => upstream.destroy());
  }

  private forward({ hostname, port }: URL, request: http.IncomingMessage, response: http.ServerResponse): void {
    if (this.resets) {
      this.resets = false;
      for (const socket of this.tunnels) socket.resetAndDestroy();
      return;
    }
    const { method, url, headers } = request;
    const outgoing = http.request({ hostname, port, method, path: url, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    request.pipe(outgoing);
  }
}
