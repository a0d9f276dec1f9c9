import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { hasOpenSsl, valueOf } from './control-plane/certificates';
import { issuedAfter, READY, SYNCED } from './control-plane/conditions';
import { ControlPlane } from './control-plane/control-plane';
import { Handshake, Handshakes, Workload } from './control-plane/handshakes';
import { MountedFiles, MountOptions } from './control-plane/mounted-files';
import { live, PATIENCE } from './programs';
import { Manifest } from '../variety';

type Slot = 'a' | 'b';
type Name = 'web' | 'cart';

/** What the manifests of a rotation say, written by hand: two roots, an intermediate that one of them signs, leaves below it, and a bundle of roots. */
class HandWritten {
  public constructor(private readonly id: string) {}

  public roots(): Manifest[] {
    return (['a', 'b'] as const).flatMap(slot => {
      const name = `${this.id}-root-${slot}`;
      return [
        this.certManager('Issuer', `${name}-itself`, { selfSigned: {} }),
        this.certManager('Certificate', name, {
          ...this.ca(name, { kind: 'Issuer', name: `${name}-itself` }), duration: '87600h0m0s', renewal: { policy: 'Disabled' },
        }),
        this.certManager('Issuer', name, { ca: { secretName: name } }),
      ];
    });
  }

  public intermediate(signer: Slot): Manifest {
    const name = `${this.id}-intermediate`;
    return this.certManager('Certificate', name, { ...this.ca(name, { kind: 'Issuer', name: `${this.id}-root-${signer}` }), duration: '2160h0m0s' });
  }

  public issuer(): Manifest {
    return { ...this.certManager('ClusterIssuer', this.id, { ca: { secretName: `${this.id}-intermediate` } }), metadata: { name: this.id } };
  }

  public namespace(): Manifest {
    return { apiVersion: 'v1', kind: 'Namespace', metadata: { name: this.id } };
  }

  public leaf(name: Name): Manifest {
    const { dnsName, uri } = this.identity(name);
    return {
      ...this.certManager('Certificate', name, {
        secretName: name,
        dnsNames: [dnsName],
        uris: [uri],
        usages: ['digital signature', 'server auth', 'client auth'],
        duration: '24h0m0s',
        privateKey: { algorithm: 'ECDSA', size: 256 },
        issuerRef: { kind: 'ClusterIssuer', name: this.id },
      }),
      metadata: { name, namespace: this.id },
    };
  }

  public bundle(...slots: Slot[]): Manifest {
    return {
      apiVersion: 'trust.cert-manager.io/v1alpha1',
      kind: 'Bundle',
      metadata: { name: this.id },
      spec: {
        sources: slots.map(slot => ({ secret: { name: `${this.id}-root-${slot}`, key: 'tls.crt' } })),
        target: { configMap: { key: 'ca.crt' }, namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': this.id } } },
      },
    };
  }

  public identity(name: Name): { dnsName: string; uri: string } {
    return { dnsName: `${name}.${this.id}.svc`, uri: `spiffe://prod.example.com/ns/${this.id}/sa/${name}` };
  }

  private certManager(kind: string, name: string, spec: Manifest): Manifest {
    return { apiVersion: 'cert-manager.io/v1', kind, metadata: { name, namespace: 'cert-manager' }, spec };
  }

  private ca(name: string, issuerRef: Manifest): Manifest {
    return { commonName: name, secretName: name, isCA: true, usages: ['cert sign', 'crl sign'], privateKey: { algorithm: 'ECDSA', size: 256 }, issuerRef };
  }
}

/** Two workloads that call one another all the time, below root a, which the bundle holds. */
class Cluster {
  public static async start(plane: ControlPlane, id: string, cartRoots: MountOptions = {}): Promise<Cluster> {
    const written = new HandWritten(id);
    const certificates = [...written.roots(), written.intermediate('a'), written.leaf('web'), written.leaf('cart')];
    await plane.apply(written.namespace(), ...certificates, written.issuer(), written.bundle('a'));
    for (const certificate of certificates.filter(({ kind }) => kind === 'Certificate')) {
      await plane.waitFor(certificate, READY);
    }
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-pods-'));
    const workload = async (name: Name, roots: MountOptions): Promise<Workload & { files: MountedFiles[] }> => {
      const mount = (kind: string, object: string, options?: MountOptions) => MountedFiles.mount(
        plane, { apiVersion: 'v1', kind, metadata: { name: object, namespace: id } }, join(folder, name, kind), options,
      );
      const files = await Promise.all([mount('Secret', name), mount('ConfigMap', id, roots)]);
      return { name, ...written.identity(name), certificate: files[0], roots: files[1], files };
    };
    const workloads = { web: await workload('web', {}), cart: await workload('cart', cartRoots) };
    return new Cluster(plane, written, workloads, folder, await Handshakes.between(Object.values(workloads)));
  }

  private constructor(
    private readonly plane: ControlPlane,
    private readonly written: HandWritten,
    private readonly workloads: Record<Name, Workload & { files: MountedFiles[] }>,
    private readonly folder: string,
    public readonly handshakes: Handshakes,
  ) {}

  /** Has the bundle hold these roots, and waits until they are loaded, as far as anybody is said to load them. */
  public async trust(slots: Slot[], by: Name[] = ['web', 'cart']): Promise<void> {
    const bundle = this.written.bundle(...slots);
    await this.plane.apply(bundle);
    await this.plane.waitFor(bundle, SYNCED);
    const { name } = bundle.metadata;
    const { data } = (await this.plane.get({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: name } }))!;
    await Promise.all(by.map(one => this.handshakes.loads(this.workloads[one], ({ roots }) => roots === data['ca.crt'])));
  }

  /** Has a root sign the intermediate. */
  public async activate(slot: Slot): Promise<void> {
    const before = (await this.plane.get(this.written.intermediate(slot)))!;
    await this.plane.apply(this.written.intermediate(slot));
    await this.plane.waitFor(before, issuedAfter(before));
  }

  /** Has a leaf issued again, and waits until it is loaded. */
  public async drain(name: Name): Promise<void> {
    await this.plane.renew(this.written.leaf(name) as any);
    const secret = (await this.plane.get({ apiVersion: 'v1', kind: 'Secret', metadata: this.written.leaf(name).metadata }))!;
    await this.handshakes.loads(this.workloads[name], ({ chain }) => chain === valueOf(secret, 'tls.crt'));
  }

  public async stop(): Promise<void> {
    await this.handshakes.stop();
    Object.values(this.workloads).forEach(({ files }) => files.forEach(one => one.close()));
    rmSync(this.folder, { recursive: true });
  }
}

/** Both directions, each with two programs at either end. */
const PAIRS = 8;
/** Whoever does not know the root says this, or hears it from the other end. */
const UNKNOWN_ROOT = /unable to get (local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT/i;

const asked = live && hasOpenSsl();
(asked ? describe : describe.skip)('workloads with mutual TLS (which needs Go and OpenSSL)', () => {
  let plane: ControlPlane;
  let cluster: Cluster | undefined;

  beforeAll(async () => { plane = await ControlPlane.start(); }, PATIENCE);
  afterAll(() => plane?.stop(), PATIENCE);
  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  });

  const expectAll = (round: Handshake[], outcome: 'succeed' | 'fail') => {
    expect(new Set(round.map(({ pair }) => pair)).size).toBe(PAIRS);
    expect(round.filter(({ failure }) => outcome === 'succeed' ? failure : !UNKNOWN_ROOT.test(failure ?? ''))).toEqual([]);
  };

  test('notice nothing of a rotation: publish, activate, drain, retire', async () => {
    cluster = await Cluster.start(plane, 'rotation');
    const { handshakes } = cluster;
    const phases: [string, () => Promise<void>][] = [
      ['publish', () => cluster!.trust(['a', 'b'])],
      ['activate', () => cluster!.activate('b')],
      ['drain web', () => cluster!.drain('web')],
      ['drain cart', () => cluster!.drain('cart')],
      ['retire', () => cluster!.trust(['b'])],
    ];
    expectAll(await handshakes.round(), 'succeed');
    for (const [, phase] of phases) {
      await phase();
      expectAll(await handshakes.round(), 'succeed');
    }
    process.stdout.write(`${handshakes.all.length} handshakes during a rotation, ${handshakes.failures.length} failed\n`);
    expect(handshakes.failures).toEqual([]);
  }, PATIENCE);

  test('fail if a root signs that was never published, and no longer once it is', async () => {
    cluster = await Cluster.start(plane, 'unpublished');
    const { handshakes } = cluster;
    expectAll(await handshakes.round(), 'succeed');
    await cluster.activate('b');
    expectAll(await handshakes.round(), 'succeed'); // no leaf is below it yet
    await cluster.drain('web');
    expectAll(await handshakes.round(), 'fail');
    await cluster.trust(['a', 'b']);
    expectAll(await handshakes.round(), 'succeed');
  }, PATIENCE);

  test('fail if a root is retired before all are drained, and no longer once they are', async () => {
    cluster = await Cluster.start(plane, 'undrained');
    const { handshakes } = cluster;
    await cluster.trust(['a', 'b']);
    await cluster.activate('b');
    await cluster.drain('web');
    expectAll(await handshakes.round(), 'succeed');
    expect(handshakes.failures).toEqual([]);
    await cluster.trust(['b']);
    expectAll(await handshakes.round(), 'fail');
    await cluster.drain('cart');
    expectAll(await handshakes.round(), 'succeed');
  }, PATIENCE);

  test('fail if a root is published and one of them has not got it yet, and no longer once it has', async () => {
    let arrive!: () => void;
    const arrived = new Promise<void>(resolve => { arrive = resolve; });
    cluster = await Cluster.start(plane, 'late', { delay: () => arrived });
    const { handshakes } = cluster;
    await cluster.trust(['a', 'b'], ['web']);
    await cluster.activate('b');
    await cluster.drain('cart');
    expectAll(await handshakes.round(), 'succeed'); // web knows both, and shows what cart knows
    await cluster.drain('web');
    expectAll(await handshakes.round(), 'fail');
    arrive();
    await cluster.trust(['a', 'b']);
    expectAll(await handshakes.round(), 'succeed');
  }, PATIENCE);
});
