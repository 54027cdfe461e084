import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

interface WireSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  traceState?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: readonly WireAttribute[];
  status?: { code?: number };
}

interface WireAttribute {
  key: string;
  value: { stringValue?: string; intValue?: number };
}

interface WireExport {
  resourceSpans: readonly {
    resource: { attributes: readonly WireAttribute[] };
    scopeSpans: readonly { spans: readonly WireSpan[] }[];
  }[];
}

/** A span as a collector receives it. */
export interface ReceivedSpan extends Omit<WireSpan, 'attributes' | 'status'> {
  attributes: Record<string, string | number | undefined>;
  failed: boolean;
  durationMs: number;
}

/** @source OpenTelemetry protocol, Status.StatusCode */
const STATUS_ERROR = 2;

/** An OpenTelemetry collector for OTLP over HTTP with JSON, as far as tests need one. */
export class TraceReceiver {
  readonly spans: ReceivedSpan[] = [];
  /** Attributes of the resource of the last export. */
  resource: ReceivedSpan['attributes'] = {};
  /** All bodies, for what must not be in them. */
  text = '';
  readonly paths = new Set<string>();
  /** How it answers; by default with success. */
  answer = (response: ServerResponse): void => {
    response.writeHead(200, { 'content-type': 'application/json' }).end('{}');
  };
  private readonly server: Server;

  private constructor() {
    this.server = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
      request.on('end', () => {
        this.paths.add(request.url ?? '');
        this.receive(body);
        this.answer(response);
      });
    });
  }

  static async start(): Promise<TraceReceiver> {
    const receiver = new TraceReceiver();
    receiver.server.listen(0, '127.0.0.1');
    await once(receiver.server, 'listening');
    return receiver;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private receive(body: string): void {
    this.text += body;
    for (const { resource, scopeSpans } of (JSON.parse(body) as WireExport).resourceSpans) {
      this.resource = attributesOf(resource.attributes);
      this.spans.push(...scopeSpans.flatMap(({ spans }) => spans.map(received)));
    }
  }
}

function received({ attributes, status, ...span }: WireSpan): ReceivedSpan {
  const durationMs = Number(BigInt(span.endTimeUnixNano) - BigInt(span.startTimeUnixNano)) / 1_000_000;
  return { ...span, attributes: attributesOf(attributes), failed: status?.code === STATUS_ERROR, durationMs };
}

function attributesOf(attributes: readonly WireAttribute[]): ReceivedSpan['attributes'] {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue]));
}
