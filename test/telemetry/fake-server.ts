import { createServer, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { createServer as createSecureServer, ServerOptions } from 'node:https';
import { AddressInfo, Server, Socket } from 'node:net';

const servers: { server: Server; sockets: Set<Socket> }[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map(({ server, sockets }) => new Promise(resolve => {
    sockets.forEach(socket => socket.destroy());
    server.close(resolve);
  })));
});

/** Serves on this machine until the test ends, and returns the host and the port. */
export async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>();
  server.on('connection', socket => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  servers.push({ server, sockets });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A server that answers everything in one way. */
export async function fakeServer(listener: RequestListener, tls?: ServerOptions): Promise<string> {
  return tls ? `https://${await listening(createSecureServer(tls, listener))}` : `http://${await listening(createServer(listener))}`;
}

export interface Asked {
  readonly method?: string;
  readonly url?: string;
  readonly headers: IncomingMessage['headers'];
  readonly form: URLSearchParams;
}

/** Answers each question of PromQL with series, and tells what was asked. */
export function answering(answer: (query: string, asked: Asked) => unknown, asked: Asked[] = []): RequestListener {
  return (request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', text => { body += text; }).on('end', () => {
      const { method, url, headers } = request;
      const question = { method, url, headers, form: new URLSearchParams(body) };
      asked.push(question);
      json(response, answer(question.form.get('query') ?? '', question));
    });
  };
}

/** Answers with a value in JSON, or with a text as it is. */
export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(typeof value === 'string' ? value : JSON.stringify(value));
}

/** An answer of Prometheus with some series. */
export function vector(...series: readonly (readonly [labels: Record<string, string>, value: number | string])[]): object {
  return { status: 'success', data: { resultType: 'vector', result: series.map(([metric, value]) => ({ metric, value: [1, `${value}`] })) } };
}

/** An answer of Prometheus with a number, as to `time()`. */
export function scalar(value: number | string): object {
  return { status: 'success', data: { resultType: 'scalar', result: [1, `${value}`] } };
}
