import { join } from 'path';
import { contentsOf, hasOpenSsl, lifeOf, promisesOf, refusalOf, secondsOf, split, valueOf } from './control-plane/certificates';
import { EXISTS, READY, SYNCED } from './control-plane/conditions';
import { ControlPlane } from './control-plane/control-plane';
import { Vault } from './control-plane/vault';
import { exampleOutputs } from './examples';
import { live, PATIENCE } from './programs';
import { Manifest } from '../variety';

/** Issuing takes seconds; certificates are valid from when cert-manager signs, and OpenSSL counts whole days. */
const A_FEW_SECONDS = 5;

const values = join(__dirname, '..', '..', 'examples', 'quickstart', 'expected', 'values');
const outputs = exampleOutputs().filter(({ name }) => /^(quickstart|multi-cluster)\//.test(name));

/** What Istio's chart makes, and no example does if it has nothing to add. */
const ISTIO_SYSTEM = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system' } };

/** Something below the chain's last issuer, which the chain lets nobody ask for elsewhere. */
function istiodCertificate(manifests: Manifest[]): Manifest {
  const { name } = manifests.find(({ kind }) => kind === 'ClusterIssuer')!.metadata;
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'istiod', namespace: 'istio-system' },
    spec: {
      secretName: 'istiod-tls',
      commonName: 'istiod.istio-system.svc',
      dnsNames: ['istiod.istio-system.svc'],
      uris: ['spiffe://prod.example.com/ns/istio-system/sa/istiod'],
      usages: ['server auth', 'client auth'],
      duration: '1h30m',
      privateKey: { algorithm: 'RSA', size: 3072 },
      issuerRef: { name, kind: 'ClusterIssuer', group: 'cert-manager.io' },
    },
  };
}

const asked = live && hasOpenSsl();
let plane: ControlPlane;
if (asked) {
  beforeAll(async () => {
    plane = await ControlPlane.start({ certManager: join(values, '1-cert-manager.yaml'), trustManager: join(values, '2-trust-manager.yaml') });
  }, PATIENCE);
  afterAll(() => plane?.stop(), PATIENCE);
}

(asked ? describe : describe.skip).each(outputs)('cert-manager and trust-manager, given the example $name (which needs Go and OpenSSL),', ({ manifests: written }) => {
  let vault: Vault;
  let manifests: Manifest[];
  let certificates: Manifest[];
  let bundle: Manifest;

  beforeAll(async () => {
    vault = await Vault.start();
    manifests = [ISTIO_SYSTEM, ...withVault(written, vault), istiodCertificate(written)];
    certificates = manifests.filter(({ kind }) => kind === 'Certificate');
    bundle = manifests.find(({ kind }) => kind === 'Bundle')!;
    vault.cluster = plane;
    await plane.apply(...manifests);
  }, PATIENCE);

  // Each example is a cluster of its own, and names its objects as the others do. Namespaces may stay; Kubernetes takes its time for those.
  afterAll(async () => {
    await plane.delete(...manifests.filter(({ kind }) => kind !== 'Namespace'));
    await plane.delete(...certificates.filter(({ metadata: { namespace } }) => namespace === 'istio-system').map(secretNameOf));
    await vault.stop();
  }, PATIENCE);

  const secretOf = async (certificate: Manifest) => (await plane.get(secretNameOf(certificate)))!;
  const rootsIn = async (namespace: string) => {
    const { name } = bundle.metadata;
    const { data } = await plane.waitFor({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace } }, EXISTS);
    return data[bundle.spec.target.configMap.key] as string;
  };

  test('issue all certificates', async () => {
    for (const certificate of certificates) {
      await plane.waitFor(certificate, READY);
    }
  }, PATIENCE);

  test('write the roots into every namespace that is enrolled, and into no other', async () => {
    await plane.waitFor(bundle, SYNCED);
    const enrolled = bundle.spec.target.namespaceSelector.matchExpressions[0].values as string[];
    const holding = (await plane.list({ apiVersion: 'v1', kind: 'ConfigMap' })).filter(({ metadata: { name } }) => name === bundle.metadata.name);
    expect(holding.map(({ metadata }) => metadata.namespace).sort()).toEqual([...enrolled].sort());
    expect(split(await rootsIn(enrolled[0]))).toHaveLength(1);
  });

  test('make certificates that OpenSSL verifies with nothing but these roots', async () => {
    const roots = await rootsIn('shop');
    for (const certificate of certificates) {
      expect(refusalOf(valueOf(await secretOf(certificate), 'tls.crt'), roots)).toBe('');
    }
  });

  test('make certificates that OpenSSL does not verify with other roots', async () => {
    const other = await Vault.start();
    await other.stop();
    for (const certificate of certificates) {
      expect(refusalOf(valueOf(await secretOf(certificate), 'tls.crt'), other.rootCertificate)).toMatch(/unable to get (local )?issuer certificate|self-signed/);
    }
  });

  test('put into the certificates what the manifests promise', async () => {
    const subjects = new Map([['root in Vault', 'CN=root in Vault']]);
    for (const certificate of certificates) {
      const chain = valueOf(await secretOf(certificate), 'tls.crt');
      expect(contentsOf(chain)).toMatchObject(promisesOf(certificate));
      expect(Math.abs(lifeOf(chain) - secondsOf(certificate.spec.duration))).toBeLessThanOrEqual(A_FEW_SECONDS);
      subjects.set(certificate.metadata.name, contentsOf(chain).subject);
    }
    for (const certificate of certificates) {
      const chain = valueOf(await secretOf(certificate), 'tls.crt');
      expect(contentsOf(chain).issuer).toBe(subjects.get(signerOf(certificate, manifests)));
      split(chain).slice(1).forEach((above, index) => expect(contentsOf(above).subject).toBe(contentsOf(split(chain)[index]).issuer));
    }
  });

  test('ask Vault with the service account that the manifests let them use', () => {
    const issuer = manifests.find(({ spec }) => spec?.vault);
    const { role, serviceAccountRef } = issuer?.spec.vault.auth.kubernetes ?? {};
    expect([...new Set(vault.logins)]).toEqual(issuer ? [`system:serviceaccount:cert-manager:${serviceAccountRef.name} as ${role}`] : []);
  });
});

function secretNameOf({ metadata: { namespace }, spec: { secretName } }: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name: secretName, namespace } };
}

/** The manifests as they would be for another Vault: its address and its root are different. */
function withVault(manifests: Manifest[], vault: Vault): Manifest[] {
  return manifests.map(object => {
    if (object.spec?.vault) {
      return { ...object, spec: { vault: { ...object.spec.vault, server: vault.address } } };
    }
    const { sources } = object.spec ?? {};
    return object.kind === 'Bundle' && sources[0].inLine ? { ...object, spec: { ...object.spec, sources: [{ inLine: vault.rootCertificate }] } } : object;
  });
}

/** The name of the certificate that an issuer signs with: its own if it signs itself. */
function signerOf({ metadata, spec }: Manifest, manifests: Manifest[]): string {
  const issuer = manifests.find(({ kind, metadata: { name } }) => kind === spec.issuerRef.kind && name === spec.issuerRef.name)!;
  return issuer.spec.selfSigned ? metadata.name : issuer.spec.ca?.secretName ?? 'root in Vault';
}
