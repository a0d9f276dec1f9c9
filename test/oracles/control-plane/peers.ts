import { ChildProcessWithoutNullStreams, spawn } from 'child_process';
import { once } from 'events';
import { mkdtempSync, rmSync, writeFileSync } from 'fs';
import { AddressInfo, Socket } from 'net';
import { tmpdir } from 'os';
import { join } from 'path';
import { connect, createServer, Server, TLSSocket } from 'tls';
import { split } from './certificates';
import { LoadedMaterial, Material, optionsOf, readMaterial, Workload } from './material';

/** One end of a connection that is open for one client. */
export interface Acceptance {
  readonly port: number;
  /** Closes it, and returns why the server refused the client; undefined if it did not. */
  close(): Promise<string | undefined>;
}

/** What a workload serves and calls with. Its servers send back what they got, in reverse. */
export interface Peer {
  readonly workload: Workload;
  readonly stack: 'node' | 'openssl';
  accept(client: Workload): Promise<Acceptance>;
  /** Calls a server, and returns why that failed; undefined if it did not. */
  call(port: number, server: Workload): Promise<string | undefined>;
  close(): Promise<void>;
}

/** Nothing on loopback takes so long: what does hangs. */
const PATIENCE = 10_000;

const SENT = 'handshake\n';
const RECEIVED = 'ekahsdnah';

/** A process with TLS of Node, which runs on and swaps its context when its files change. */
export class NodePeer implements Peer {
  public static async start(workload: Workload, loaded: LoadedMaterial): Promise<NodePeer> {
    const peer = new NodePeer(workload, loaded);
    peer.server.listen(0, '127.0.0.1');
    await once(peer.server, 'listening');
    return peer;
  }

  public readonly stack = 'node';
  private readonly server: Server;
  private readonly open = new Set<Promise<unknown>>();
  private expected?: Workload;
  private refusal?: string;

  private constructor(public readonly workload: Workload, private readonly loaded: LoadedMaterial) {
    this.server = createServer({ ...optionsOf(loaded.material), requestCert: true, rejectUnauthorized: true }, socket => this.serve(socket));
    this.server.on('connection', (socket: Socket) => {
      const closed: Promise<unknown> = once(socket, 'close').catch(() => undefined).then(() => this.open.delete(closed));
      this.open.add(closed);
    });
    this.server.on('tlsClientError', (error, socket) => { this.refusal = reasonOf(socket, error); });
    loaded.onChange(() => this.server.setSecureContext(optionsOf(loaded.material)));
  }

  public async accept(client: Workload): Promise<Acceptance> {
    this.expected = client;
    this.refusal = undefined;
    return {
      port: (this.server.address() as AddressInfo).port,
      close: async () => {
        await Promise.all(this.open);
        return this.refusal;
      },
    };
  }

  public call(port: number, server: Workload): Promise<string | undefined> {
    return new Promise(resolve => {
      const socket = connect({ host: '127.0.0.1', port, servername: server.dnsName, secureContext: this.loaded.context }, () => socket.write(SENT));
      socket.setEncoding('utf8').setTimeout(PATIENCE, () => socket.destroy(new Error('timed out')));
      let text = '';
      let failure: string | undefined = 'closed';
      socket.on('data', chunk => {
        text += chunk;
        if (text.includes('\n')) {
          failure = text.trim() === RECEIVED ? undefined : `unexpected answer ${text}`;
          socket.end();
        }
      });
      socket.on('error', error => { failure = reasonOf(socket, error); });
      socket.on('close', () => resolve(failure));
    });
  }

  public async close(): Promise<void> {
    this.server.close();
    await once(this.server, 'close');
  }

  private serve(socket: TLSSocket): void {
    const names = socket.getPeerCertificate().subjectaltname?.split(', ') ?? [];
    if (!names.includes(`URI:${this.expected!.uri}`)) {
      this.refusal = `not the identity ${this.expected!.uri}`;
      socket.destroy();
      return;
    }
    socket.on('error', () => undefined);
    socket.setEncoding('utf8').on('data', text => socket.write(`${[...text.trim()].reverse().join('')}\n`));
  }
}

/** OpenSSL's programs, which are started anew for each connection, and so know the files as they are then. */
export class OpenSslPeer implements Peer {
  public readonly stack = 'openssl';
  private readonly folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-openssl-'));
  private count = 0;

  constructor(public readonly workload: Workload) {}

  public async accept(): Promise<Acceptance> {
    const program = spawn('openssl', [
      's_server', '-accept', '127.0.0.1:0', '-naccept', '1', '-rev', '-Verify', '9', '-verify_return_error', ...this.settings(),
    ]);
    const output = textOf(program);
    const port = await output.match(/^ACCEPT .*:(\d+)/m);
    return {
      port: Number(port),
      close: async () => {
        const [code] = await ended(program);
        // Its last word is about the end of the connection: why it was refused is said before.
        return refusalIn(output.errors()) ?? (code === 0 ? undefined : `exit code ${code}`);
      },
    };
  }

  public async call(port: number, server: Workload): Promise<string | undefined> {
    const program = spawn('openssl', [
      's_client', '-connect', `127.0.0.1:${port}`, '-servername', server.dnsName, '-verify_hostname', server.dnsName,
      '-verify', '9', '-verify_return_error', '-quiet', '-no_ign_eof', ...this.settings(),
    ]);
    const output = textOf(program);
    program.stdin.on('error', () => undefined); // it ended before it read
    program.stdin.write(SENT);
    output.match(RECEIVED).then(() => program.stdin.end(), () => undefined);
    await ended(program);
    return output.text().includes(RECEIVED) ? undefined : refusalIn(output.errors()) ?? output.errors().trim();
  }

  public async close(): Promise<void> {
    rmSync(this.folder, { recursive: true });
  }

  /** Where the material of now is, in files of the process's own: what is mounted may be gone before it is read. */
  private settings(): string[] {
    const { chain, key, roots }: Material = readMaterial(this.workload);
    const [leaf, ...rest] = split(chain);
    const base = join(this.folder, String(this.count++ % 10));
    const write = (name: string, content: string) => {
      writeFileSync(`${base}.${name}`, content, { mode: 0o600 });
      return `${base}.${name}`;
    };
    return [
      '-cert', write('crt', leaf), '-key', write('key', key), ...rest.length > 0 ? ['-cert_chain', write('chain', rest.join(''))] : [],
      '-CAfile', write('roots', roots), '-no-CApath', '-no-CAstore', '-verify_quiet',
    ];
  }
}

async function ended(program: ChildProcessWithoutNullStreams): Promise<[number | null]> {
  const timer = setTimeout(() => program.kill(), PATIENCE);
  try {
    return program.exitCode === null && program.signalCode === null ? await once(program, 'close') as [number | null] : [program.exitCode];
  } finally {
    clearTimeout(timer);
  }
}

function reasonOf(socket: TLSSocket, error: Error): string {
  return String(socket.authorizationError || error.message).replace(/^.*:SSL routines:[^:]*:([^:]*):.*$/s, '$1');
}

function refusalIn(errors: string): string | undefined {
  return /verify error:num=\d+:(.*)/.exec(errors)?.[1] ?? /:SSL routines:[^:]*:([^:]*):/.exec(errors)?.[1];
}

function textOf(program: ChildProcessWithoutNullStreams) {
  let text = '';
  let errors = '';
  program.stderr.setEncoding('utf8').on('data', chunk => { errors += chunk; });
  program.stdout.setEncoding('utf8').on('data', chunk => { text += chunk; });
  return {
    text: () => text,
    errors: () => errors,
    /** Waits until something was written, and returns what is in the parentheses, if there are any. */
    match: (pattern: RegExp | string) => new Promise<string>((resolve, reject) => {
      program.stdout.on('data', () => {
        const found = new RegExp(pattern).exec(text);
        if (found) {
          resolve(found[1]);
        }
      });
      program.on('error', reject).on('close', () => reject(new Error(errors)));
    }),
  };
}
