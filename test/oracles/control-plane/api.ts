import { IncomingMessage } from 'http';
import { Agent, request } from 'https';
import { Manifest } from '../../variety';

/** What names a kind; any manifest does. */
export type KindName = Manifest | {
  readonly apiVersion: string;
  readonly kind: string;
};

/** What names an object; any manifest does. */
export type ObjectName = Manifest | {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
};

/** How to connect to an API server. */
export interface Connection {
  readonly server: string;
  readonly ca: string;
  readonly token: string;
}

/** What the API server refused. */
export class Refusal extends Error {
  constructor(public readonly code: number, message: string) {
    super(message);
  }
}

interface Sending {
  readonly query?: Record<string, string>;
  readonly body?: Manifest;
  /** The type of the body; JSON if it is left out. */
  readonly contentType?: string;
}

interface Resource {
  readonly path: string;
  readonly namespaced: boolean;
}

/** A client of the API server that knows no kind: it asks the API server where objects of a kind are. */
export class Api {
  private readonly agent: Agent;
  private readonly resources = new Map<string, Resource>();

  constructor(private readonly connection: Connection) {
    this.agent = new Agent({ ca: connection.ca, keepAlive: true });
  }

  /** Sends a request and returns the answer. */
  public async send(method: string, path: string, { query, body, contentType }: Sending = {}): Promise<Manifest> {
    const response = await this.open(method, path, { query, body, contentType });
    const text = (await response.toArray() as Buffer[]).join('');
    const answer = JSON.parse(text) as Manifest;
    if (response.statusCode! >= 300) {
      throw new Refusal(response.statusCode!, answer.message ?? text);
    }
    return answer;
  }

  /** Where an object is. */
  public async pathOf(object: ObjectName): Promise<string> {
    return `${await this.collectionOf(object, object.metadata.namespace ?? 'default')}/${encodeURIComponent(object.metadata.name)}`;
  }

  /** Where the objects of a kind are, in one namespace or in all. */
  public async collectionOf({ apiVersion, kind }: KindName, namespace?: string): Promise<string> {
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const key = `${apiVersion}/${kind}`;
    if (!this.resources.has(key)) {
      const { resources } = await this.send('GET', base);
      for (const { name, kind: served, namespaced } of resources.filter((resource: Manifest) => !resource.name.includes('/'))) {
        this.resources.set(`${apiVersion}/${served}`, { path: name, namespaced });
      }
    }
    const resource = this.resources.get(key);
    if (!resource) {
      throw new Refusal(404, `no matches for kind "${kind}" in version "${apiVersion}"`);
    }
    return resource.namespaced && namespace !== undefined ? `${base}/namespaces/${namespace}/${resource.path}` : `${base}/${resource.path}`;
  }

  /**
   * Tells each state of an object: the present one, then each as it comes; undefined while there is no such object. It ends with the signal.
   */
  public async follow(object: ObjectName, seen: (state: Manifest | undefined) => void, signal: AbortSignal): Promise<void> {
    const path = await this.collectionOf(object, object.metadata.namespace ?? 'default');
    const fieldSelector = `metadata.name=${object.metadata.name}`;
    while (!signal.aborted) {
      const { items: [present], metadata: { resourceVersion } } = await this.send('GET', path, { query: { fieldSelector } });
      seen(present && { apiVersion: object.apiVersion, kind: object.kind, ...present });
      const response = await this.open('GET', path, { query: { fieldSelector, resourceVersion, watch: '1' } }, signal);
      try {
        for await (const { type, object: state } of linesOf(response)) {
          if (signal.aborted || type === 'ERROR') {
            break; // the version that was asked for is too old: ask for the present one again
          }
          seen(type === 'DELETED' ? undefined : state);
        }
      } catch (error) {
        if (!signal.aborted) {
          throw error;
        }
      }
    }
  }

  /** Closes the connections. */
  public close(): void {
    this.agent.destroy();
  }

  private open(method: string, path: string, { query, body, contentType = 'application/json' }: Sending, signal?: AbortSignal): Promise<IncomingMessage> {
    const url = new URL(path, this.connection.server);
    Object.entries(query ?? {}).forEach(([name, value]) => url.searchParams.set(name, value));
    const headers = { 'Authorization': `Bearer ${this.connection.token}`, 'Content-Type': contentType, 'Accept': 'application/json' };
    return new Promise((resolve, reject) => {
      request(url, { method, headers, agent: this.agent, signal }, resolve).on('error', reject).end(body && JSON.stringify(body));
    });
  }
}

async function* linesOf(response: IncomingMessage): AsyncGenerator<Manifest> {
  let rest = '';
  for await (const chunk of response.setEncoding('utf8')) {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop()!;
    yield* lines.map(line => JSON.parse(line) as Manifest);
  }
}
