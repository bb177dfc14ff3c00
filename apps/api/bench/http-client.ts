// HTTP/1.1 over kept connections, as little as there can be: the load must leave the cores to what is measured.
import { connect, type Socket } from 'node:net';

export interface Answer {
  status: number;
  body: string;
}

const HEAD_END = '\r\n\r\n';

/** One connection that carries one request at a time. Answers must have a Content-Length. */
export class HttpConnection {
  private readonly socket: Socket;
  private readonly host: string;
  private received = '';
  private waiting: { resolve: (answer: Answer) => void; reject: (error: Error) => void } | undefined;

  constructor(url: URL) {
    this.host = url.host;
    this.socket = connect(Number(url.port), url.hostname);
    this.socket.setNoDelay(true);
    // One character a byte, so that lengths can be compared; JSON of a bench is ASCII.
    this.socket.setEncoding('latin1');
    this.socket.on('data', (chunk: unknown) => this.take(chunk as string));
    this.socket.on('error', (error) => this.fail(error));
    this.socket.on('close', () => this.fail(new Error('the connection was closed')));
  }

  request(method: string, path: string, headers: string, body = ''): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting = { resolve, reject };
      const content = body ? `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n` : '';
      this.socket.write(
        `${method} ${path} HTTP/1.1\r\nHost: ${this.host}\r\n${headers}${content}\r\n${body}`,
        'latin1',
      );
    });
  }

  close(): void {
    this.waiting = undefined;
    this.socket.destroy();
  }

  private take(chunk: string): void {
    this.received += chunk;
    const head = this.received.indexOf(HEAD_END);
    if (head === -1) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(this.received.slice(0, head));
    const bodyFrom = head + HEAD_END.length;
    const bodyTo = bodyFrom + Number(length?.[1] ?? 0);
    if (this.received.length < bodyTo) return;
    const answer = { status: Number(this.received.slice(9, 12)), body: this.received.slice(bodyFrom, bodyTo) };
    this.received = this.received.slice(bodyTo);
    const { waiting } = this;
    this.waiting = undefined;
    waiting?.resolve(answer);
  }

  private fail(error: Error): void {
    this.waiting?.reject(error);
    this.waiting = undefined;
  }
}

/** So many connections to one server. */
export function connections(baseUrl: string, count: number): HttpConnection[] {
  return Array.from({ length: count }, () => new HttpConnection(new URL(baseUrl)));
}
