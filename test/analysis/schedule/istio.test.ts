import fc from 'fast-check';
import { certificateIn, DAY, datesOf, HOUR, scheduled } from './schedules';
import { settingsOfMeshConfig } from '../../../src/analysis/istio/settings';
import { IstioMeshOptions } from '../../../src/analysis/schedule/istio-mesh';
import { agentRenewal } from '../../../src/analysis/schedule/istio-renewal';
import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { certificate, namespace, PlainObject } from '../objects';
import { configMap, intermediateCa, podsOf, rootCa, secret } from '../trust/objects';

const WORKLOADS = 'istio/workloads';
const MESH = 'Certificate/cert-manager/mesh';
const CA = [...rootCa(), ...intermediateCa()];
const CSR_VALUES = { app: { certmanager: { namespace: 'istio-system', issuer: { name: 'mesh', kind: 'ClusterIssuer' } }, server: { maxCertificateDuration: '2h' } } };
const cacerts = certificate({ isCA: true, secretName: 'cacerts', issuerRef: { name: 'root', kind: 'ClusterIssuer' }, duration: '2160h' }, { name: 'istio-ca', namespace: 'istio-system' });

/** The schedule of a mesh whose configuration is given. */
function mesh(objects: readonly PlainObject[], { agent, istiod, caAddress, ...options }: IstioMeshOptions & {
  agent?: PlainObject; istiod?: Record<string, string>; caAddress?: string;
} = {}) {
  const istio = {
    ...settingsOfMeshConfig({ defaultConfig: { proxyMetadata: agent } }),
    ...istiod ? { istiodEnvironment: istiod } : {},
    ...caAddress === undefined ? {} : { caAddress },
  };
  return scheduled(objects, { istio }, { meshConfigIsGiven: true, ...options });
}

/** A Deployment of a controller with these arguments and variables. */
function controller(name: string, ofNamespace: string, image: string, args: readonly string[], env: PlainObject = {}): PlainObject {
  const variables = Object.entries(env).map(([each, value]) => ({ name: each, value }));
  return podsOf(name, { containers: [{ name, image, args, env: variables }] }, { namespace: ofNamespace });
}

describe('sidecars', () => {
  test('get a certificate for a day, and the next one about half of it later', () => {
    const found = certificateIn(mesh([]), WORKLOADS);
    expect(datesOf(found)).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T23:45:36Z', '2026-06-16T00:14:24Z', '2026-06-16T12:00:00Z']);
  });

  test('get what proxyMetadata says', () => {
    const found = certificateIn(mesh([], { agent: { SECRET_TTL: '8h', SECRET_GRACE_PERIOD_RATIO: 0.25, SECRET_GRACE_PERIOD_RATIO_JITTER: '0' } }), WORKLOADS);
    expect(datesOf(found)).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T18:00:00Z', '2026-06-15T20:00:00Z']);
  });

  test('take the default for what cannot be read, which is said', () => {
    const found = certificateIn(mesh([], { agent: { SECRET_TTL: '30d', SECRET_GRACE_PERIOD_RATIO: 'half' } }), WORKLOADS);
    expect(datesOf(found)).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T23:45:36Z', '2026-06-16T00:14:24Z', '2026-06-16T12:00:00Z']);
    expect(found.notes).toEqual([
      'SECRET_TTL "30d" cannot be read: Istio takes its own default instead', 'SECRET_GRACE_PERIOD_RATIO "half" cannot be read: Istio takes its own default instead',
    ]);
  });

  test('are renewed within their life, whatever the share of it that is to be left', () => {
    const share = fc.double({ min: -2, max: 2, noNaN: true });
    fc.assert(fc.property(share, share, fc.nat(1e9), (ratio, jitter, lifetime) => {
      const { from, to } = agentRenewal({ notBefore: 0, notAfter: lifetime }, { ratio, jitter });
      expect(0 <= from && from <= to && to <= lifetime).toBe(true);
    }));
  });

  test('with times of their own are named, for they are not in the schedule', () => {
    const own = podsOf('web', { containers: [] });
    own.spec.template.metadata.annotations = { 'proxy.istio.io/config': 'proxyMetadata:\n  SECRET_TTL: 1h\n' };
    expect(mesh([own, podsOf('other', { containers: [] })]).notes).toEqual(['Sidecars with times of their own, in the annotation proxy.istio.io/config, are not looked at: shop/web.']);
  });
});

describe('with istio-csr', () => {
  test('the certificates are those of its issuer, and no longer than it allows', () => {
    const schedule = mesh(CA, { istioCsrValues: CSR_VALUES, agent: { SECRET_TTL: '24h' } });
    const found = certificateIn(schedule, WORKLOADS);
    expect([found.signer, found.issuer, found.slack]).toEqual([MESH, 'ClusterIssuer mesh', 30 * DAY - 2 * HOUR]);
    expect(datesOf(found)).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T12:58:48Z', '2026-06-15T13:01:12Z', '2026-06-15T14:00:00Z']);
    expect(found.notes).toEqual(['SECRET_TTL is 24 hours, of which istio-csr gives 2 hours']);
  });

  test('istio-csr has one of its own, and one for istiod', () => {
    const values = { app: { ...CSR_VALUES.app, tls: { certificateDuration: '3h', istiodCertificateDuration: '6h', istiodCertificateRenewBefore: '1h' } } };
    const schedule = mesh(CA, { istioCsrValues: values });
    expect(datesOf(certificateIn(schedule, 'istio/istio-csr'))).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T14:00:00Z', '2026-06-15T15:00:00Z']);
    expect(datesOf(certificateIn(schedule, 'istio/istiod'))).toEqual(['2026-06-15T12:00:00Z', '2026-06-15T17:00:00Z', '2026-06-15T18:00:00Z']);
  });

  test('the one for istiod is there once if its Certificate is among the manifests, and not at all if istio-csr makes none', () => {
    const written = certificate({ secretName: 'istiod-tls', issuerRef: { name: 'mesh', kind: 'ClusterIssuer' } }, { name: 'istiod-dynamic', namespace: 'istio-system' });
    const ids = ({ certificates }: ReturnType<typeof mesh>) => certificates.map(({ id }) => id).filter(id => /istiod/.test(id));
    expect(ids(mesh([...CA, written], { istioCsrValues: CSR_VALUES }))).toEqual(['Certificate/istio-system/istiod-dynamic']);
    expect(ids(mesh(CA, { istioCsrValues: { app: { ...CSR_VALUES.app, tls: { istiodCertificateEnable: false } } } }))).toEqual([]);
  });

  test('its Deployment says the same as its values', () => {
    const deployment = controller('istio-csr', 'cert-manager', 'quay.io/jetstack/cert-manager-istio-csr:v0.17.0', [
      '--issuer-name=mesh', '--issuer-kind=ClusterIssuer', '--issuer-group=cert-manager.io', '--certificate-namespace=istio-system', '--max-client-certificate-duration=2h',
      '--serving-certificate-duration=1h', '--istiod-cert-enabled=true', '--istiod-cert-duration=1h', '--istiod-cert-renew-before=30m',
    ]);
    const schedule = scheduled([...CA, deployment]);
    expect(schedule.certificates).toEqual(mesh(CA, { istioCsrValues: CSR_VALUES }).certificates);
  });

  test('its issuer is the one in its ConfigMap, or known at run time alone', () => {
    const deployment = controller('istio-csr', 'cert-manager', 'cert-manager-istio-csr', ['--runtime-issuance-config-map-name=runtime']);
    const runtime = configMap('runtime', { 'issuer-name': 'mesh', 'issuer-kind': 'ClusterIssuer' });
    expect(certificateIn(scheduled([...CA, deployment, runtime]), WORKLOADS).signer).toBe(MESH);
    expect(certificateIn(scheduled([...CA, deployment]), WORKLOADS)).toMatchObject({ issuer: 'not known: istio-csr is told at run time' });
  });

  test('a limit that cannot be read is said', () => {
    const values = { app: { ...CSR_VALUES.app, server: { maxCertificateDuration: '1d' } } };
    expect(certificateIn(mesh(CA, { istioCsrValues: values }), WORKLOADS).notes).toEqual(['maxCertificateDuration "1d" is not a duration: istio-csr does not start']);
  });

  test('certificates that outlive their CA are found', () => {
    const values = { app: { ...CSR_VALUES.app, server: { maxCertificateDuration: '2000h' } } };
    const { problems } = mesh(CA, { istioCsrValues: values, agent: { SECRET_TTL: '744h' } });
    expect(problems.map(({ severity, message }) => `${severity}: ${message}`)).toEqual([
      'error: sidecars of the mesh: lives 31 days, but its CA, cert-manager/mesh, has 30 days left when it signs for the last time: the certificate outlives it by 24 hours',
    ]);
  });
});

describe('with istiod', () => {
  test('the certificates are under a root that it makes, and renews in the last fifth of its life', () => {
    const schedule = mesh([]);
    expect(datesOf(certificateIn(schedule, 'istio/root'))).toEqual(['2026-06-15T12:00:00Z', '2034-06-13T12:00:00Z', '2034-06-13T13:00:00Z', '2036-06-12T12:00:00Z']);
    expect(certificateIn(schedule, WORKLOADS)).toMatchObject({ signer: 'istio/root', slack: 730 * DAY - HOUR - 24 * HOUR });
  });

  test('that root is as its environment says, in values as in its Deployment', () => {
    const istiod = {
      CITADEL_SELF_SIGNED_CA_CERT_TTL: '1000h', CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE: '50', CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL: '10m',
    };
    const dates = ['2026-06-15T12:00:00Z', '2026-07-06T08:00:00Z', '2026-07-06T08:10:00Z', '2026-07-27T04:00:00Z'];
    expect(datesOf(certificateIn(mesh([], { istiod }), 'istio/root'))).toEqual(dates);
    expect(datesOf(certificateIn(scheduled([controller('istiod-1-30', 'istio-system', 'pilot', [], istiod)]), 'istio/root'))).toEqual(dates);
  });

  test('nobody renews that root if istiod does not look', () => {
    const root = certificateIn(mesh([], { istiod: { CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL: '0s' } }), 'istio/root');
    expect([root.life?.renewal, root.replaceBy]).toEqual([{ kind: 'by-hand' }, root.life!.expires - 24 * HOUR]);
  });

  test('that root has its real dates if its Secret is shown', () => {
    const root = certificateIn(scheduled([secret('istio-ca-secret', { 'ca-cert.pem': ROOT_PEM }, 'istio-system')]), 'istio/root');
    expect([root.life?.basis, datesOf(root)[0], datesOf(root).at(-1)]).toEqual(['certificate', '2026-11-23T22:31:22Z', '2126-10-30T22:31:22Z']);
  });

  test('the certificates are under the intermediate in cacerts, be it a Certificate or brought by somebody', () => {
    expect(certificateIn(mesh([...CA, cacerts]), WORKLOADS)).toMatchObject({ signer: 'Certificate/istio-system/istio-ca', issuer: 'istiod, with Secret cacerts' });
    const brought = mesh([secret('cacerts', { 'ca-cert.pem': INTERMEDIATE_PEM, 'root-cert.pem': ROOT_PEM }, 'istio-system')]);
    expect(certificateIn(brought, WORKLOADS).signer).toBe('Secret/istio-system/cacerts');
    expect(certificateIn(brought, 'Secret/istio-system/cacerts')).toMatchObject({ tier: 'intermediate', life: { basis: 'certificate' } });
    expect(brought.certificates.some(({ id }) => id === 'istio/root')).toBe(false);
  });

  test("istiod's own certificate goes with its CA", () => {
    const istiod = certificateIn(mesh([...CA, cacerts]), 'istio/istiod');
    expect([istiod.followsSigner, istiod.slack, datesOf(istiod).at(-1)]).toEqual([true, undefined, '2026-09-13T12:00:00Z']);
  });

  test('more than it allows is refused, which is said', () => {
    expect(certificateIn(mesh([], { agent: { SECRET_TTL: '48h' }, istiod: { MAX_WORKLOAD_CERT_TTL: '24h' } }), WORKLOADS).notes)
      .toEqual(['istiod refuses every request: SECRET_TTL is 2 days, MAX_WORKLOAD_CERT_TTL 24 hours']);
  });

  test('its own lifetime is given to who asks for none', () => {
    expect(datesOf(certificateIn(mesh([], { agent: { SECRET_TTL: '0s' }, istiod: { DEFAULT_WORKLOAD_CERT_TTL: '12h' } }), WORKLOADS)).at(-1)).toBe('2026-06-16T00:00:00Z');
  });
});

describe('where somebody else signs', () => {
  test.each([
    ['the CA that sidecars are sent to', { caAddress: 'ca.example.com:443' }, 'the CA at ca.example.com:443'],
    ['nobody that is known', { istiod: { ENABLE_CA_SERVER: 'false' } }, 'not known: istiod does not sign'],
    ['the cluster', { istiod: { EXTERNAL_CA: 'ISTIOD_RA_KUBERNETES_API' } }, 'the CA behind CertificateSigningRequests'],
  ])('that is %s', (_, given, by) => {
    const { certificates } = mesh([], given);
    expect(certificates.map(({ id, issuer, signer, slack }) => [id, issuer, signer, slack])).toEqual([[WORKLOADS, by, undefined, undefined]]);
  });

  test('the address is known from the injector too', () => {
    const injector = configMap('istio-sidecar-injector', { values: JSON.stringify({ global: { caAddress: 'csr:443' } }) }, 'istio-system');
    expect(certificateIn(mesh([injector]), WORKLOADS).issuer).toBe('the CA at csr:443');
    const broken = configMap('istio-sidecar-injector', { values: '{' }, 'istio-system');
    expect(certificateIn(mesh([broken]), WORKLOADS).issuer).toBe('istiod');
  });
});

describe('a mesh of which no manifest says who signs', () => {
  test('is not guessed at, and what is missing is said', () => {
    const { certificates, notes } = scheduled([namespace('shop', { 'istio-injection': 'enabled' })]);
    expect([certificates, notes]).toEqual([[], [expect.stringContaining('no manifest says who signs them')]]);
  });

  test('is none where no namespace is enrolled', () => {
    expect(scheduled([namespace('shop'), namespace('pay', { 'istio-injection': 'disabled' })])).toMatchObject({ certificates: [], notes: [] });
  });

  test.each<[string, PlainObject]>([
    ['its ConfigMap', configMap('istio', { mesh: 'trustDomain: a' }, 'istio-system')],
    ['an IstioOperator', { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', metadata: { name: 'a', namespace: 'istio-system' } }],
  ])('is known by %s', (_, object) => {
    expect(certificateIn(scheduled([object]), WORKLOADS).issuer).toBe('istiod');
  });
});
