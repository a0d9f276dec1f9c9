import { hasOpenSsl, valueOf } from './control-plane/certificates';
import { issuedAfter, READY, SYNCED } from './control-plane/conditions';
import { ControlPlane } from './control-plane/control-plane';
import { Handshake, Handshakes } from './control-plane/handshakes';
import { MountOptions } from './control-plane/mounted-files';
import { Pods } from './control-plane/pods';
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
  /** With the roots of the cart mounted in a way of their own. */
  public static async start(plane: ControlPlane, id: string, bundleMount: MountOptions = {}): Promise<Cluster> {
    const written = new HandWritten(id);
    const objects = [written.namespace(), ...written.roots(), written.intermediate('a'), written.issuer(), written.leaf('web'), written.leaf('cart')];
    await plane.apply(...objects, written.bundle('a'));
    for (const certificate of objects.filter(({ kind }) => kind === 'Certificate')) {
      await plane.waitFor(certificate, READY);
    }
    const pod = (name: Name) => ({ name, namespace: id, ...written.identity(name), certificate: name, bundle: id });
    return new Cluster(plane, written, await Pods.start(plane, [pod('web'), { ...pod('cart'), bundleMount }]));
  }

  private constructor(private readonly plane: ControlPlane, private readonly written: HandWritten, private readonly pods: Pods) {}

  public get handshakes(): Handshakes {
    return this.pods.handshakes;
  }

  /** Has the bundle hold these roots, and waits until they are loaded, by all or by those of the names. */
  public async trust(slots: Slot[], ...names: Name[]): Promise<void> {
    const bundle = this.written.bundle(...slots);
    await this.plane.apply(bundle);
    await this.plane.waitFor(bundle, SYNCED);
    await this.pods.catchUp(...names);
  }

  /** Has a root sign the intermediate. */
  public async activate(slot: Slot): Promise<void> {
    const intermediate = this.written.intermediate(slot);
    const before = (await this.plane.get(intermediate))!;
    await this.plane.apply(intermediate);
    await this.plane.waitFor(intermediate, issuedAfter(before));
  }

  /** Has a leaf issued again, below the intermediate of now, and waits until it is loaded. */
  public async drain(name: Name): Promise<void> {
    await this.plane.renew(this.written.leaf(name));
    const [issued, intermediate] = await Promise.all([this.written.leaf(name), this.written.intermediate('a')].map(certificate => this.chainOf(certificate)));
    expect(issued).toContain(intermediate);
    await this.handshakes.loads(this.pods.workload(name), ({ chain }) => chain === issued);
  }

  public async stop(): Promise<void> {
    await this.pods.stop();
  }

  private async chainOf({ metadata: { namespace }, spec: { secretName } }: Manifest): Promise<string> {
    return valueOf((await this.plane.get({ apiVersion: 'v1', kind: 'Secret', metadata: { name: secretName, namespace } }))!, 'tls.crt');
  }
}

/** How long a test may take; it takes seconds. */
const MINUTE = 60_000;
/** Both directions, each with two programs at either end. */
const PAIRS = 8;
/** Whoever does not know the root says this, or hears it from the other end. */
const UNKNOWN_ROOT = /unable to get (local )?issuer certificate|UNABLE_TO_GET_ISSUER_CERT/i;

const asked = live && hasOpenSsl();
(asked ? describe : describe.skip)('workloads with mutual TLS (which needs Go and OpenSSL)', () => {
  let plane: ControlPlane;
  let cluster: Cluster | undefined;

  beforeAll(async () => { plane = await ControlPlane.start(); }, PATIENCE);
  afterAll(() => plane?.stop(), MINUTE);
  afterEach(async () => {
    await cluster?.stop();
    cluster = undefined;
  }, MINUTE);

  const expectAll = (round: Handshake[], outcome: 'succeed' | 'fail') => {
    expect(new Set(round.map(({ pair }) => pair)).size).toBe(PAIRS);
    expect(round.filter(({ failure }) => outcome === 'succeed' ? failure : !UNKNOWN_ROOT.test(failure ?? ''))).toEqual([]);
  };

  test('notice nothing of a rotation: publish, activate, drain, retire', async () => {
    cluster = await Cluster.start(plane, 'rotation');
    const { handshakes } = cluster;
    const phases = [
      () => cluster!.trust(['a', 'b']),
      () => cluster!.activate('b'),
      () => cluster!.drain('web'),
      () => cluster!.drain('cart'),
      () => cluster!.trust(['b']),
    ];
    expectAll(await handshakes.round(), 'succeed');
    for (const phase of phases) {
      await phase();
      expectAll(await handshakes.round(), 'succeed');
    }
    process.stdout.write(`${handshakes.all.length} handshakes during a rotation, ${handshakes.failures.length} failed\n`);
    expect(handshakes.failures).toEqual([]);
  }, MINUTE);

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
  }, MINUTE);

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
  }, MINUTE);

  test('fail if a root is published and one of them has not got it yet, and no longer once it has', async () => {
    let arrive!: () => void;
    const arrived = new Promise<void>(resolve => { arrive = resolve; });
    cluster = await Cluster.start(plane, 'late', { delay: () => arrived });
    const { handshakes } = cluster;
    await cluster.trust(['a', 'b'], 'web');
    await cluster.activate('b');
    await cluster.drain('cart');
    expectAll(await handshakes.round(), 'succeed'); // web knows both, and shows what cart knows
    await cluster.drain('web');
    expectAll(await handshakes.round(), 'fail');
    arrive();
    await cluster.trust(['a', 'b']);
    expectAll(await handshakes.round(), 'succeed');
  }, MINUTE);
});
