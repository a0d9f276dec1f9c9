import { Duration } from 'cdk8s';
import { PATIENCE } from './programs';
import { keyOfRelease, render, Rendered } from './rendered';
import { Vectors } from './vectors';
import { CaKeyProtectionOptions, CertificateRotation, HelmValues, IssuerChain, IstioCa, IstioMesh, IstioMeshProps } from '../../src';
import { manifestsOf } from '../variety';

/** What the cluster's installations are told for an app. */
interface Installations {
  readonly certManager: HelmValues;
  readonly trustManager: HelmValues;
  readonly istiod: HelmValues;
  readonly istioCsr?: HelmValues;
}

function installations(mesh: Partial<IstioMeshProps> = {}, keyProtection?: CaKeyProtectionOptions): Installations {
  let values: Installations | undefined;
  manifestsOf(chart => {
    const certificates = new IssuerChain(chart, 'ca', {
      trustDomain: 'prod.example.com',
      keyNamespace: 'pki',
      keyProtection,
      rotation: { workload: CertificateRotation.of({ lifetime: Duration.hours(8), renewBefore: Duration.hours(2) }) },
    });
    const { istiodValues, istioCsrValues } = new IstioMesh(chart, 'mesh', { certificates, ...mesh });
    const { certManagerValues, trustManagerValues } = certificates;
    values = { certManager: certManagerValues, trustManager: trustManagerValues, istiod: istiodValues, istioCsr: istioCsrValues };
  });
  return values!;
}

const usual = installations();
const joined = installations({
  revision: '1-30',
  clusterName: 'east',
  meshId: 'mesh-1',
  network: 'network-1',
  clusterDomain: 'example.internal',
  rootNamespace: 'mesh',
  trustDomainAliases: ['old.example.com'],
});
const cacerts = installations({ certificateAuthority: IstioCa.cacerts() });
const guarded = installations({}, { approverPolicy: true, certManagerServiceAccount: 'security/issuer' });

const vectors = new Vectors<Rendered>('helm');
const rendered = (values: HelmValues): Rendered => vectors.answer(keyOfRelease(values));

const releases = [usual, joined, cacerts, guarded].flatMap(({ certManager, trustManager, istiod }) => [certManager, trustManager, istiod]);

beforeAll(() => vectors.load(() => render(releases)), PATIENCE);

describe("istiod's own chart", () => {
  test('has istio-csr sign instead of istiod', () => {
    const { error, env, injected } = rendered(usual.istiod);
    expect(error).toBeUndefined();
    expect(env).toMatchObject({ ENABLE_CA_SERVER: 'false' });
    expect(injected).toMatchObject({ caAddress: 'cert-manager-istio-csr.cert-manager.svc:443' });
  });

  test('mounts what istio-csr gives istiod to identify itself', () => {
    expect(rendered(usual.istiod).volumes).toEqual(expect.arrayContaining(['istiod-tls', 'istio-ca-root-cert']));
  });

  test('has istiod sign where it is given an intermediate', () => {
    const { error, env, injected, volumes } = rendered(cacerts.istiod);
    expect(error).toBeUndefined();
    expect(env).toMatchObject({ DEFAULT_WORKLOAD_CERT_TTL: '8h0m0s', MAX_WORKLOAD_CERT_TTL: '8h0m0s' });
    expect(env).not.toHaveProperty('ENABLE_CA_SERVER');
    expect(injected).toMatchObject({ caAddress: '' });
    expect(volumes).toContain('cacerts');
  });

  test('lets istiod use that intermediate under the service account that the guards know', () => {
    expect(rendered(cacerts.istiod).serviceAccount).toBe('istio-system/istiod');
    expect(rendered(joined.istiod).serviceAccount).toBe('mesh/istiod-1-30');
  });

  test.each([['istio-csr', usual], ['istiod', cacerts]])('tells the mesh its trust domain, and the sidecars how long certificates live, with %s', (_, { istiod }) => {
    expect(rendered(istiod).mesh).toMatchObject({
      trustDomain: 'prod.example.com',
      enableAutoMtls: true,
      rootNamespace: 'istio-system',
      defaultConfig: { proxyMetadata: { SECRET_TTL: '8h0m0s', SECRET_GRACE_PERIOD_RATIO: '0.25', ECC_SIGNATURE_ALGORITHM: 'ECDSA' } },
    });
  });

  test('makes a cluster a part of a greater mesh', () => {
    const { error, args, env, mesh, injected } = rendered(joined.istiod);
    expect(error).toBeUndefined();
    expect(args).toEqual(expect.arrayContaining(['--domain', 'example.internal']));
    expect(env).toMatchObject({ REVISION: '1-30', CLUSTER_ID: 'east' });
    expect(mesh).toMatchObject({ rootNamespace: 'mesh', trustDomainAliases: ['old.example.com'], defaultConfig: { meshId: 'mesh-1' } });
    expect(injected).toMatchObject({ clusterName: 'east', network: 'network-1', revision: '1-30' });
  });
});

describe("cert-manager's own chart", () => {
  test('has ClusterIssuers read their keys from the namespace of the keys', () => {
    const { error, args } = rendered(usual.certManager);
    expect(error).toBeUndefined();
    expect(args).toContain('--cluster-resource-namespace=pki');
    expect(args!.join()).not.toContain('certificaterequests-approver');
  });

  test('leaves approval to approver-policy', () => {
    expect(rendered(guarded.certManager).args).toContain('--controllers=-certificaterequests-approver');
  });

  test('runs under the service account that the guards let write keys', () => {
    expect(rendered(usual.certManager).serviceAccount).toBe('cert-manager/cert-manager');
    expect(rendered(guarded.certManager).serviceAccount).toBe('security/issuer');
  });
});

describe("trust-manager's own chart", () => {
  test('has bundles read from the namespace of the keys, and drop what is no CA', () => {
    const { error, args, kinds } = rendered(usual.trustManager);
    expect(error).toBeUndefined();
    expect(args).toEqual(expect.arrayContaining(['--trust-namespace=pki', '--filter-non-ca-certs=true']));
    expect(kinds).not.toContain('CertificateRequestPolicy');
  });

  test("brings a policy for its own webhook's certificate where approver-policy decides", () => {
    expect(rendered(guarded.trustManager).error).toBeUndefined();
    expect(rendered(guarded.trustManager).kinds).toContain('CertificateRequestPolicy');
  });
});

/*
 * istio-csr's chart is in no Go module that the proxy serves, so nothing renders it here. Its schema refuses
 * settings that it does not know; these are the ones it knows, of those that its values could be about.
 * From deploy/charts/istio-csr/values.schema.json of cert-manager/istio-csr, at commit f96fca5.
 */
const ISTIO_CSR_SETTINGS = [
  'app.certmanager.issuer.enabled', 'app.certmanager.issuer.group', 'app.certmanager.issuer.kind', 'app.certmanager.issuer.name',
  'app.certmanager.namespace', 'app.certmanager.preserveCertificateRequests', 'app.controller.leaderElectionNamespace',
  'app.istio.namespace', 'app.istio.revisions', 'app.runtimeConfiguration.create', 'app.runtimeConfiguration.name',
  'app.server.authenticators.enableClientCert', 'app.server.caTrustedNodeAccounts', 'app.server.clusterID', 'app.server.maxCertificateDuration',
  'app.server.serving.certificateKeySize', 'app.server.serving.signatureAlgorithm', 'app.tls.certificateDNSNames', 'app.tls.certificateDuration',
  'app.tls.istiodAdditionalDNSNames', 'app.tls.istiodCertificateDuration', 'app.tls.istiodCertificateEnable', 'app.tls.istiodCertificateRenewBefore',
  'app.tls.istiodPrivateKeyAlgorithm', 'app.tls.istiodPrivateKeySize', 'app.tls.rootCAFile', 'app.tls.trustDomain',
  'nameOverride', 'volumeMounts', 'volumes',
];

describe("istio-csr's own chart, which no oracle renders,", () => {
  test.each([['the usual mesh', usual], ['a greater mesh', joined], ['guarded keys', guarded]])('knows every setting of %s', (_, { istioCsr }) => {
    expect(settingsOf(istioCsr!.values).filter(setting => !ISTIO_CSR_SETTINGS.includes(setting))).toEqual([]);
  });

  test('is not installed where istiod signs', () => {
    expect(cacerts.istioCsr).toBeUndefined();
  });
});

test('the recorded facts are those of the pinned versions, and none is left over', () => vectors.expectCurrent());

/** The paths of a tree of values that end in something else than a tree. */
function settingsOf(tree: object): string[] {
  return Object.entries(tree).flatMap(([name, value]) => (
    typeof value === 'object' && value !== null && !Array.isArray(value) ? settingsOf(value).map(rest => `${name}.${rest}`) : [name]
  ));
}
