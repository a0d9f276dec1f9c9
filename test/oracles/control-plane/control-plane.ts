import { ChildProcess } from 'child_process';
import { Api, Connection, KindName, ObjectName, Refusal } from './api';
import { Condition, conditionsOf, GONE, issuedAfter } from './conditions';
import { Manifest } from '../../variety';
import { spawnProgram } from '../programs';

/** Files with values of upstream's charts, as Helm reads them. */
export interface ChartValues {
  readonly certManager?: string;
  readonly trustManager?: string;
}

interface Ready extends Connection {
  readonly kubeconfig: string;
  readonly versions: Record<string, string>;
}

/** How long to wait for what takes the controllers seconds at most. */
const DEADLINE = 30_000;

/** Kinds without which others are refused. */
const FIRST = ['Namespace', 'CustomResourceDefinition'];

/** A running cluster, as far as certificates go: the API server, cert-manager and trust-manager. */
export class ControlPlane {
  /** Starts one, which takes about ten seconds. Settings are the charts' defaults but for the values. */
  public static async start({ certManager, trustManager }: ChartValues = {}): Promise<ControlPlane> {
    const program = spawnProgram('controlplane', [
      '-attached',
      ...certManager ? ['-cert-manager-values', certManager] : [],
      ...trustManager ? ['-trust-manager-values', trustManager] : [],
    ]);
    const complaints = textOf(program.stderr!);
    const ended = new Promise<void>((resolve, reject) => program.on('error', reject).on('close', code => {
      if (code === 0) {
        resolve();
      } else {
        reject(new Error(`the control plane ended with exit code ${code}: ${complaints()}`));
      }
    }));
    const ready = await Promise.race([firstLineOf(program.stdout!), ended.then(() => { throw new Error('the control plane ended'); })]);
    return new ControlPlane(program, ended, JSON.parse(ready) as Ready);
  }

  /** A file for kubectl and the like. It goes with the control plane. */
  public readonly kubeconfig: string;
  /** What runs. */
  public readonly versions: Record<string, string>;

  private readonly api: Api;
  private readonly stopping = new AbortController();

  private constructor(private readonly program: ChildProcess, private readonly ended: Promise<void>, ready: Ready) {
    this.api = new Api(ready);
    this.kubeconfig = ready.kubeconfig;
    this.versions = ready.versions;
    ended.catch(() => undefined); // told by stop(); until then, requests fail
  }

  /** Applies objects as `kubectl apply --server-side --force-conflicts` does, those first without which others are refused. */
  public async apply(...objects: Manifest[]): Promise<void> {
    const first = objects.filter(({ kind }) => FIRST.includes(kind));
    for (const object of [...first, ...objects.filter(other => !first.includes(other))]) {
      const query = { fieldManager: 'cdk8s-mtls', force: 'true', fieldValidation: 'Strict' };
      try {
        await this.api.send('PATCH', await this.api.pathOf(object), { query, body: object, contentType: 'application/apply-patch+yaml' });
      } catch (error) {
        throw error instanceof Refusal ? new Refusal(error.code, `${nameOf(object)}: ${error.message}`) : error;
      }
    }
  }

  /** Creates an object that is asked and not stored: a review, or a token. */
  public async create(object: Manifest): Promise<Manifest> {
    return this.api.send('POST', await this.api.collectionOf(object, object.metadata?.namespace), { body: object });
  }

  /** Deletes objects, the last one first, and waits until they are gone. */
  public async delete(...objects: ObjectName[]): Promise<void> {
    for (const object of [...objects].reverse()) {
      await unless(404, this.api.send('DELETE', await this.api.pathOf(object)));
      await this.waitFor(object, GONE);
    }
  }

  /** An object, or undefined if there is none. */
  public async get(object: ObjectName): Promise<Manifest | undefined> {
    return unless(404, this.api.send('GET', await this.api.pathOf(object)));
  }

  /** All objects of a kind, in one namespace or in all. */
  public async list(kind: KindName, namespace?: string): Promise<Manifest[]> {
    const { items } = await this.api.send('GET', await this.api.collectionOf(kind, namespace));
    return items.map((item: Manifest) => ({ apiVersion: kind.apiVersion, kind: kind.kind, ...item }));
  }

  /** Tells each state of an object as it comes, beginning with the present one; undefined is that there is none. */
  public watch(object: ObjectName, seen: (state: Manifest | undefined) => void, failed: (error: Error) => void): AbortController {
    const watching = new AbortController();
    const signal = AbortSignal.any([watching.signal, this.stopping.signal]);
    this.api.follow(object, seen, signal).catch((error: Error) => signal.aborted || failed(error));
    return watching;
  }

  /** Waits until a condition of an object holds, and returns the object in that state; undefined if it is gone. */
  public async waitFor(object: ObjectName, condition: Condition, deadline = DEADLINE): Promise<Manifest> {
    let last: Manifest | undefined;
    let timer: NodeJS.Timeout;
    let watching: AbortController;
    try {
      return await new Promise<Manifest>((resolve, reject) => {
        timer = setTimeout(() => reject(new Late()), deadline);
        watching = this.watch(object, state => {
          last = state;
          if (condition.holds(state)) {
            resolve(state!);
          }
        }, reject);
      });
    } catch (error) {
      if (!(error instanceof Late)) {
        throw error;
      }
      const said = [...conditionsOf(last).map(({ type, status, message }) => `${type} ${status}: ${message}`), ...await this.eventsOf(object)];
      throw new Error(`${nameOf(object)} is not ${condition.description} after ${deadline / 1000} s${last ? '' : ': there is none'}\n${said.join('\n')}`);
    } finally {
      clearTimeout(timer!);
      watching!.abort();
    }
  }

  /** Has a certificate issued again, as `cmctl renew` does, and waits until it is. */
  public async renew(certificate: ObjectName, deadline = DEADLINE): Promise<Manifest> {
    const path = await this.api.pathOf(certificate);
    for (;;) {
      const before = await this.api.send('GET', path);
      const issuing = {
        type: 'Issuing',
        status: 'True',
        reason: 'ManuallyTriggered',
        message: 'Certificate re-issuance manually triggered',
        lastTransitionTime: new Date().toISOString().replace(/\.\d+/, ''),
        observedGeneration: before.metadata.generation,
      };
      const conditions = [...conditionsOf(before).filter(({ type }) => type !== 'Issuing'), issuing];
      const body = { ...before, status: { ...before.status, conditions } };
      if (await unless(409, this.api.send('PUT', `${path}/status`, { body }))) {
        return this.waitFor(certificate, issuedAfter(before), deadline);
      }
    }
  }

  /** Stops it, and says why if it did not end well. */
  public async stop(): Promise<void> {
    this.stopping.abort();
    this.api.close();
    this.program.stdin!.end();
    await this.ended;
  }

  private async eventsOf({ kind, metadata: { name, namespace } }: ObjectName): Promise<string[]> {
    const path = `/api/v1/namespaces/${namespace ?? 'default'}/events`;
    const { items } = await this.api.send('GET', path, { query: { fieldSelector: `involvedObject.name=${name},involvedObject.kind=${kind}` } });
    return items.map(({ reason, message }: Manifest) => `${reason}: ${message}`);
  }
}

class Late extends Error {}

function nameOf({ kind, metadata: { name, namespace } }: ObjectName): string {
  return namespace ? `${kind} ${namespace}/${name}` : `${kind} ${name}`;
}

/** What comes of a request; undefined if it is refused with this code. */
async function unless(code: number, answer: Promise<Manifest>): Promise<Manifest | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Refusal && error.code === code) {
      return undefined;
    }
    throw error;
  }
}

function firstLineOf(stream: NodeJS.ReadableStream): Promise<string> {
  return new Promise(resolve => {
    let text = '';
    stream.setEncoding('utf8').on('data', chunk => {
      text += chunk;
      if (text.includes('\n')) {
        resolve(text);
      }
    });
  });
}

/** Collects what comes, to be read at any time. Not reading would make the program wait. */
function textOf(stream: NodeJS.ReadableStream): () => string {
  let text = '';
  stream.setEncoding('utf8').on('data', chunk => { text = (text + chunk).slice(-4000); });
  return () => text;
}
