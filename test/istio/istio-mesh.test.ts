import { ApiObject, App, Chart, Duration } from 'cdk8s';
import { EXCEPTION, istioMesh, NOW, PERMISSIVE, synth } from './fixtures';
import { acceptedOn, Manifest, named, ofKind, ROOT_NAMESPACE } from './reading';
import { CertificateRotation, IntermediateRotation, IssuerChain, IstioCa, IstioMesh, IstioMeshProps, MtlsChecks } from '../../src';

function meshOf(rotation: { lifetime: Duration; renewBefore: Duration }, props: Partial<IstioMeshProps> = {}): IstioMesh {
  const chart = new Chart(new App(), 'platform');
  MtlsChecks.attach(chart, { now: NOW });
  return new IstioMesh(chart, 'mesh', {
    certificates: new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', rotation: { workload: CertificateRotation.of(rotation) } }),
    ...props,
  });
}

describe('a mesh', () => {
  test('requires mutual TLS of everybody, namespaces that it does not know included', () => {
    expect(acceptedOn(synth(istioMesh()), { namespace: 'elsewhere', labels: {} }, 80)).toBe('STRICT');
  });

  test('says so in the root namespace that it is told of', () => {
    const [policy] = ofKind(synth(istioMesh({ rootNamespace: 'mesh-system' })), 'PeerAuthentication');
    expect(policy.metadata).toMatchObject({ name: 'mtls.mesh-system', namespace: 'mesh-system' });
  });

  test('records why and until when it is permissive', () => {
    const [policy] = ofKind(synth(istioMesh({ enforcement: PERMISSIVE })), 'PeerAuthentication');
    expect(policy.spec.mtls.mode).toBe('PERMISSIVE');
    expect(JSON.parse(policy.metadata.annotations['cdk8s-mtls.dev/exceptions'])).toEqual([{ mode: 'PERMISSIVE', ...EXCEPTION }]);
  });

  test('hands the roots to each of its namespaces', () => {
    const mesh = istioMesh();
    ['shop', 'tools'].forEach(name => mesh.addNamespace(name));
    const [bundle] = ofKind(synth(mesh), 'Bundle');
    expect(bundle.spec.target.namespaceSelector.matchExpressions[0].values).toEqual(expect.arrayContaining(['shop', 'tools']));
  });

  test('tells istiod the trust domain, so that identities in policies are those in certificates', () => {
    const { meshConfig } = istioMesh({ trustDomainAliases: ['old.example.com'] }).istiodValues.values;
    expect(meshConfig).toMatchObject({ trustDomain: 'prod.example.com', trustDomainAliases: ['old.example.com'], enableAutoMtls: true });
  });
});

describe('a namespace is enrolled', () => {
  const labelsOf = (props: Partial<IstioMeshProps>, present?: Record<string, string>) => {
    const mesh = istioMesh(props);
    if (present) {
      mesh.enrolNamespace(new ApiObject(new Chart(App.of(mesh), 'app'), 'shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: present } }));
    } else {
      mesh.addNamespace('shop');
    }
    return named(synth(mesh), 'Namespace', 'shop').metadata.labels;
  };

  test.each<[string, Partial<IstioMeshProps>, Record<string, string> | undefined, Record<string, string>]>([
    ['by the injection label', {}, undefined, { 'istio-injection': 'enabled' }],
    ['by the revision', { revision: '1-30' }, undefined, { 'istio.io/rev': '1-30' }],
    ['beside the labels that it has', {}, { team: 'shop' }, { 'team': 'shop', 'istio-injection': 'enabled' }],
    ['by the revision beside the labels that it has', { revision: '1-30' }, { team: 'shop' }, { 'team': 'shop', 'istio.io/rev': '1-30' }],
    ['though it was switched off before', {}, { 'istio-injection': 'disabled' }, { 'istio-injection': 'enabled' }],
  ])('%s', (_name, props, present, labels) => {
    expect(labelsOf(props, present)).toEqual(labels);
  });

  test.each<[string, Partial<IstioMeshProps>, Record<string, string>, string]>([
    ['istio-injection wins over the revision', { revision: '1-30' }, { 'istio-injection': 'enabled' }, 'its label "istio-injection: enabled" contradicts "istio.io/rev: 1-30"'],
    ['the revision would silently change', {}, { 'istio.io/rev': '1-29' }, 'its label "istio.io/rev: 1-29" contradicts "istio-injection: enabled"'],
  ])('only without a label that contradicts: %s', (_name, props, present, message) => {
    expect(() => labelsOf(props, present)).toThrow(`[platform/mesh/shop] enrolNamespace(app/shop): ${message}. Remove the label, or describe the mesh as the label has it.`);
  });
});

describe("Istio's certificates", () => {
  const certificateIn = (objects: Manifest[]) => ofKind(objects, 'Certificate').filter(({ metadata }) => metadata.name === 'ca-mesh')[0];

  test('come from istio-csr unless something else is said, and no CA key is near Istio', () => {
    const mesh = istioMesh();
    const objects = synth(mesh);
    expect(ofKind(objects, 'Certificate').map(({ metadata }) => metadata.namespace)).not.toContain(ROOT_NAMESPACE);
    expect(mesh.istiodValues.values.env).toEqual({ ENABLE_CA_SERVER: 'false' });
    expect(mesh.istiodValues.values.global.caAddress).toBe('cert-manager-istio-csr.cert-manager.svc:443');
  });

  test('come from istio-csr through the intermediate of the mesh, whose issuer exists', () => {
    const mesh = istioMesh();
    const { certmanager: { issuer, namespace }, tls, istio } = mesh.istioCsrValues!.values.app;
    expect(named(synth(mesh), issuer.kind, issuer.name).spec.ca.secretName).toBe(certificateIn(synth(mesh)).spec.secretName);
    expect([namespace, istio.namespace, tls.trustDomain]).toEqual([ROOT_NAMESPACE, ROOT_NAMESPACE, 'prod.example.com']);
  });

  test('come from an istio-csr that reads the roots from the bundle, instead of trusting the first it sees', () => {
    const mesh = istioMesh({ certificateAuthority: IstioCa.istioCsr({ namespace: 'security', serviceAccountName: 'csr' }) });
    const { app, volumes, volumeMounts } = mesh.istioCsrValues!.values;
    const [bundle] = ofKind(synth(mesh), 'Bundle');
    expect(app.tls.rootCAFile).toBe(`${volumeMounts[0].mountPath}/${bundle.spec.target.configMap.key}`);
    expect(volumes[0].configMap.name).toBe(bundle.metadata.name);
    expect(bundle.spec.target.namespaceSelector.matchExpressions[0].values).toContain('security');
    expect(mesh.istioCsrValues!.namespace).toBe('security');
    expect(mesh.istiodValues.values.global.caAddress).toBe('csr.security.svc:443');
  });

  test('come from istiod with an intermediate in the Secret cacerts, if that is asked for', () => {
    const mesh = istioMesh({ certificateAuthority: IstioCa.cacerts() });
    expect(certificateIn(synth(mesh))).toMatchObject({ metadata: { namespace: ROOT_NAMESPACE }, spec: { secretName: 'cacerts', isCA: true } });
    expect(mesh.istioCsrValues).toBeUndefined();
    expect(mesh.istiodValues.values.env).toEqual({ DEFAULT_WORKLOAD_CERT_TTL: '24h0m0s', MAX_WORKLOAD_CERT_TTL: '24h0m0s' });
    expect(mesh.istiodValues.values.global.caAddress).toBeUndefined();
  });

  test.each([[undefined, 'istiod'], ['1-30', 'istiod-1-30']])('in cacerts may be read by the pods of istiod alone (revision %s)', (revision, account) => {
    const pods = synth(istioMesh({ certificateAuthority: IstioCa.cacerts(), revision }))
      .find(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'ca-guard-pods')!;
    expect(JSON.stringify(pods.spec)).toContain(`istio-system/cacerts/${account}'`);
  });

  test.each<[string, IstioCa | undefined]>([['istio-csr', undefined], ['istiod', IstioCa.cacerts()]])('of workloads live as long as the chain says, and are renewed as early (%s)', (_name, certificateAuthority) => {
    const mesh = meshOf({ lifetime: Duration.hours(12), renewBefore: Duration.hours(3) }, { certificateAuthority });
    expect(mesh.istiodValues.values.meshConfig.defaultConfig.proxyMetadata).toMatchObject({ SECRET_TTL: '12h0m0s', SECRET_GRACE_PERIOD_RATIO: '0.25' });
    if (mesh.istioCsrValues) {
      const { tls, server } = mesh.istioCsrValues.values.app;
      expect([tls.certificateDuration, tls.istiodCertificateDuration, tls.istiodCertificateRenewBefore, server.maxCertificateDuration]).toEqual(['12h0m0s', '12h0m0s', '3h0m0s', '12h0m0s']);
    }
  });

  test('carry the name that the intermediate is given', () => {
    expect(istioMesh({ intermediateName: 'east' }).intermediate.certificate.name).toBe('ca-east');
  });
});

describe('the values of a cluster', () => {
  test('are those of one mesh of several clusters', () => {
    const mesh = istioMesh({ clusterName: 'east', meshId: 'prod', network: 'network-east', clusterDomain: 'corp.internal', revision: '1-30' });
    expect(mesh.istiodValues.values).toMatchObject({
      revision: '1-30',
      global: { meshID: 'prod', network: 'network-east', multiCluster: { clusterName: 'east' }, proxy: { clusterDomain: 'corp.internal' } },
    });
    expect(mesh.istiodValues.releaseName).toBe('istiod-1-30');
    expect(mesh.istioCsrValues!.values.app).toMatchObject({ server: { clusterID: 'east' }, istio: { revisions: ['default', '1-30'] } });
  });

  test('say nothing of what the mesh was not told', () => {
    expect(Object.keys(istioMesh().istiodValues.values.global).sort()).toEqual(['caAddress', 'istioNamespace']);
    expect(istioMesh().istioCsrValues!.values.app).toMatchObject({ server: { clusterID: 'Kubernetes' }, istio: { revisions: ['default'] } });
  });
});

describe('a mesh is refused with', () => {
  test.each<[string, () => unknown, string]>([
    ['a root namespace that is none', () => istioMesh({ rootNamespace: 'istio.system' }), '[platform/mesh] rootNamespace "istio.system": must be lower-case letters, digits and "-", and begin and end with a letter or digit. Give rootNamespace a value as Istio\'s installation has it, or leave it out.'],
    ['a cluster domain that is none', () => istioMesh({ clusterDomain: '.local' }), '[platform/mesh] clusterDomain ".local": must be'],
    ['a revision that is none', () => istioMesh({ revision: '1.30' }), '[platform/mesh] revision "1.30": must be'],
    ['a cluster without a name', () => istioMesh({ clusterName: '' }), '[platform/mesh] clusterName "": is empty. Give clusterName a value'],
    ['generations of a key that istiod reads from one Secret', () => istioMesh({
      certificateAuthority: IstioCa.cacerts(), intermediateRotation: IntermediateRotation.prepare({ from: '1', to: '2' }),
    }), 'addIntermediate("mesh"): the Secret is called "cacerts" for whoever reads it, so that two generations cannot be beside each other. Have cert-manager issue it again with a new key at once: cmctl renew ca-mesh --namespace istio-system.'],
    ['an alias that is no trust domain', () => istioMesh({ trustDomainAliases: ['Old'] }), 'trust domain "Old": must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Did you mean "old"?'],
    ['workloads in the root namespace', () => istioMesh().addNamespace('istio-system'), '[platform/mesh/istio-system] addNamespace("istio-system"): this is the root namespace of Istio, whose policies apply to the whole mesh. Enrol the namespaces of the workloads.'],
    ['workloads where no sidecar is ever injected', () => istioMesh().addNamespace('kube-system'), '[platform/mesh/kube-system] addNamespace("kube-system"): Istio never injects a sidecar there, so nothing would be enforced. Move the workloads into a namespace of their own.'],
    ['another mesh of the app in another root namespace', () => {
      const mesh = istioMesh();
      new IstioMesh(new Chart(App.of(mesh), 'second'), 'mesh', { certificates: mesh.intermediate.chain, intermediateName: 'second', rootNamespace: 'other' });
    }, '[second/mesh] rootNamespace "other": another construct of this app says "istio-system". Use one app for each cluster.'],
  ])('%s', (_name, create, message) => {
    expect(create).toThrow(message);
  });
});
