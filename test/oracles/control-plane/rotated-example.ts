import { split, valueOf } from './certificates';
import { issuedAfter, READY, SYNCED } from './conditions';
import { ControlPlane } from './control-plane';
import { MountOptions } from './mounted-files';
import { Pods } from './pods';
import { Manifest } from '../../variety';
import { exampleOutputs } from '../examples';

/** The phases of the example, in their order. */
export const PHASES = ['0-before', '1-publish', '2-activate', '3-drain', '4-retire', '5-after'] as const;
export type Phase = typeof PHASES[number];

/** Whoever installs Istio makes it; the example does not. */
const ISTIO_SYSTEM = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };
const LEAVES = ['accounts', 'archive'];

/** The example `root-rotation` on a control plane, with the pods of its workloads that mount certificates. */
export class RotatedExample {
  /** Deploys the state before the replacement, and has the pods begin to call one another. `bundleMount` is how `archive` mounts the bundle. */
  public static async start(plane: ControlPlane, bundleMount: MountOptions = {}): Promise<RotatedExample> {
    const example = new RotatedExample(plane);
    await example.deploy('0-before');
    await example.settle();
    const pod = (name: string) => ({
      name, namespace: 'ledger', dnsName: `${name}.ledger.svc`, uri: `spiffe://prod.example.com/ns/ledger/sa/${name}`, certificate: name, bundle: 'ca-roots',
    });
    example.running = await Pods.start(plane, [pod('accounts'), { ...pod('archive'), bundleMount }]);
    return example;
  }

  private readonly phases = new Map(exampleOutputs().filter(({ name }) => name.startsWith('root-rotation/'))
    .map(({ name, manifests }) => [name.split('/').at(-1)!, manifests]));
  private deployed: Manifest[] = [];
  private running!: Pods;

  private constructor(private readonly plane: ControlPlane) {}

  public get pods(): Pods {
    return this.running;
  }

  /** Applies a phase as GitOps does: what it has, and then away with what it has not any more. */
  public async deploy(phase: Phase): Promise<void> {
    const manifests = [ISTIO_SYSTEM, ...this.phases.get(phase)!];
    await this.plane.apply(...manifests);
    const kept = new Set(manifests.map(nameOf));
    await this.plane.delete(...this.deployed.filter(object => !kept.has(nameOf(object))));
    this.deployed = manifests;
  }

  /** Waits until cert-manager and trust-manager have done what the phase asks for. */
  public async settle(): Promise<void> {
    for (const object of this.deployed) {
      if (object.kind === 'Certificate') {
        await this.plane.waitFor(object, READY);
      } else if (object.kind === 'Bundle') {
        await this.plane.waitFor(object, SYNCED);
      }
    }
  }

  /** Has the certificates of workloads issued again, as `cmctl renew` does, and waits until they are; all workloads, or those of the names. */
  public async drain(...names: string[]): Promise<void> {
    for (const leaf of this.deployed.filter(({ kind, metadata: { name } }) => kind === 'Certificate' && (names.length > 0 ? names : LEAVES).includes(name))) {
      const before = (await this.plane.get(leaf))!;
      await this.plane.renew(leaf);
      await this.plane.waitFor(leaf, issuedAfter(before));
    }
  }

  /** The root certificates that the bundle gives to the workloads, as PEM, one each. */
  public async trusted(): Promise<string[]> {
    const { data } = (await this.plane.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'ca-roots', namespace: 'ledger' } }))!;
    return split(data['ca.crt']);
  }

  /** The certificates that a workload is given to present, as PEM, one each, its own first. */
  public async chainOf(name: string): Promise<string[]> {
    return split(valueOf((await this.plane.get({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace: 'ledger' } }))!, 'tls.crt'));
  }

  /** Ends the pods and takes everything but the namespaces away, so that the next one begins with roots of its own. */
  public async stop(): Promise<void> {
    await this.running?.stop();
    const secrets = this.deployed.filter(({ kind }) => kind === 'Certificate')
      .map(({ metadata: { namespace }, spec }) => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: spec.secretName, namespace } }));
    await this.plane.delete(...this.deployed.filter(({ kind }) => kind !== 'Namespace'));
    await this.plane.delete(...secrets, ...ROOT_SECRETS);
  }
}

/** A root that is taken out of the chain leaves its Secret behind. */
const ROOT_SECRETS = ['2026', '2027'].map(slot => ({ apiVersion: 'v1', kind: 'Secret', metadata: { name: `ca-root-${slot}`, namespace: 'cert-manager' } }));

function nameOf({ kind, metadata: { name, namespace } }: Manifest): string {
  return `${kind} ${namespace ?? ''}/${name}`;
}
