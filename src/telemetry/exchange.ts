import { ClientRequest, IncomingMessage, request as plainRequest, RequestOptions } from 'node:http';
import { request as secureRequest } from 'node:https';
import { isIP, Socket } from 'node:net';
import { connect, ConnectionOptions, createSecureContext } from 'node:tls';
import { TelemetryProblem } from './problem';
import { ProxyEnvironment, proxyFor } from './proxy';

/** How a server is reached. */
export interface Route {
  /** Certificates, for a server that asks for one or is not known to everybody. */
  readonly tls: Pick<ConnectionOptions, 'ca' | 'cert' | 'key'>;
  readonly env: ProxyEnvironment;
  /** In milliseconds, from the first byte sent to the last one received. */
  readonly timeout: number;
  /** More bytes than these are not read. */
  readonly mostBytes: number;
}

export interface Reply {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Throws if certificates and keys cannot be used, or do not belong together. */
export function checkCertificates(tls: Route['tls']): void {
  createSecureContext(tls);
}

/** Sends a form to an address and reads what comes back; follows nothing. */
export async function post(address: URL, form: URLSearchParams, headers: Readonly<Record<string, string>>, route: Route): Promise<Reply> {
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), route.timeout);
  try {
    const body = form.toString();
    const all = { ...headers, 'accept': 'application/json', 'content-type': 'application/x-www-form-urlencoded', 'content-length': `${Buffer.byteLength(body)}` };
    const request = await requestTo(address, { method: 'POST', headers: all, signal: abort.signal }, route);
    return await replyTo(request, body, route.mostBytes);
  } catch (error) {
    if (abort.signal.aborted) {
      throw new TelemetryProblem(`no answer within ${route.timeout / 1000} s. Ask about fewer workloads or a shorter --window, or give it a longer --timeout`);
    }
    throw error instanceof TelemetryProblem ? error : new TelemetryProblem(`cannot be reached: ${reasonOf(error)}`);
  } finally {
    clearTimeout(timer);
  }
}

async function requestTo(address: URL, options: RequestOptions, { tls, env }: Route): Promise<ClientRequest> {
  const proxy = proxyFor(address, env);
  const isSecure = address.protocol === 'https:';
  if (proxy === undefined) {
    return isSecure ? secureRequest(address, { ...options, ...tls, agent: false }) : plainRequest(address, { ...options, agent: false });
  }
  const { url, headers } = proxyOf(proxy);
  if (!isSecure) {
    return (url.protocol === 'https:' ? secureRequest : plainRequest)(url, { ...options, headers: { ...options.headers as object, ...headers, host: address.host }, path: address.href, agent: false });
  }
  const socket = await tunnel(address, url, headers, options.signal!);
  const server = { ...tls, socket, host: bareHost(address), ...isIP(bareHost(address)) === 0 ? { servername: address.hostname } : {} };
  // No agent: it would make a connection of its own.
  return secureRequest(address, { ...options, createConnection: () => connect(server) });
}

/** A way through a proxy on which only the server itself can read. */
function tunnel(address: URL, proxy: URL, headers: Record<string, string>, signal: AbortSignal): Promise<Socket> {
  const target = `${address.hostname}:${address.port || 443}`;
  return new Promise((resolve, reject) => {
    const request = (proxy.protocol === 'https:' ? secureRequest : plainRequest)(proxy, { method: 'CONNECT', path: target, headers: { ...headers, host: target }, agent: false, signal });
    request.on('connect', ({ statusCode }, socket) => {
      if (statusCode === 200) {
        resolve(socket);
      } else {
        socket.destroy();
        reject(new TelemetryProblem(`the proxy ${proxy.host} does not let us through to ${target}: it answers ${statusCode}`));
      }
    });
    request.on('response', ({ statusCode }) => {
      request.destroy();
      reject(new TelemetryProblem(`the proxy ${proxy.host} does not let us through to ${target}: it answers ${statusCode}`));
    });
    request.on('error', error => reject(signal.aborted ? error : new TelemetryProblem(`the proxy ${proxy.host} cannot be reached: ${reasonOf(error)}`)));
    request.end();
  });
}

function proxyOf(text: string): { readonly url: URL; readonly headers: Record<string, string> } {
  let url;
  try {
    url = new URL(/^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  } catch {
    throw new TelemetryProblem('the proxy that the environment names is no address. Write it as http://proxy.example.com:3128');
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TelemetryProblem(`the proxy ${url.host} is of the kind ${url.protocol.slice(0, -1)}, which is not supported. Name one of http or https, or the server in NO_PROXY`);
  }
  const { username, password } = url;
  const credentials = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString('base64');
  url.username = url.password = '';
  return { url, headers: username === '' ? {} : { 'proxy-authorization': `Basic ${credentials}` } };
}

function replyTo(request: ClientRequest, body: string, mostBytes: number): Promise<Reply> {
  return new Promise((resolve, reject) => {
    request.on('error', reject);
    request.on('response', response => {
      const chunks: Buffer[] = [];
      let bytes = 0;
      response.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        if (bytes > mostBytes) {
          reject(new TelemetryProblem(`the answer is larger than ${Math.round(mostBytes / 1024 / 1024)} MiB, and is not read to its end. Ask about fewer workloads, or a shorter --window`));
          request.destroy();
        } else {
          chunks.push(chunk);
        }
      });
      response.on('error', () => reject(new TelemetryProblem('the answer breaks off before its end')));
      response.on('end', () => resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(chunks).toString('utf8') }));
    });
    request.end(body);
  });
}

/** Errors of several addresses of one name come as one without a message. */
function reasonOf(error: unknown): string {
  const { message, code, errors } = error as { message?: string; code?: string; errors?: readonly unknown[] };
  return message || (errors && errors.length > 0 ? reasonOf(errors[0]) : code) || `${error}`;
}

function bareHost({ hostname }: URL): string {
  return hostname.replace(/^\[|\]$/g, '');
}
