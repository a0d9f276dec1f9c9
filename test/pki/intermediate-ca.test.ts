import { Chart, Duration, Testing } from 'cdk8s';
import { chainOf, namesOf, objectIn, objectsOf } from './_chain';
import { ROOT_PEM } from './certmanager/fixtures';
import { IntermediateCaOptions, IssuerChain, RootCa } from '../../src/pki';
import { Certificate, IssuerRef } from '../../src/pki/certmanager';

const add = (options: IntermediateCaOptions = {}, props = {}) => chainOf(props).addIntermediate('mesh', options);

describe('the issuer for certificates of workloads', () => {
  test('is one for all namespaces if the key is in the key namespace', () => {
    const mesh = add();
    expect(mesh.issuerFor('shop')).toBe(mesh.issuerFor('bank'));
    expect(mesh.issuerFor('shop').toIssuerReference()).toMatchObject({ kind: 'ClusterIssuer', name: 'ca-mesh' });
    expect(namesOf(objectsOf(mesh.chain), 'ClusterIssuer')).toEqual(['ca-mesh']);
  });

  test('serves one namespace if the key is there', () => {
    const mesh = add({ namespace: 'istio-system', secretName: 'cacerts' });
    expect(mesh.issuerFor('istio-system').toIssuerReference()).toMatchObject({ kind: 'Issuer', name: 'ca-mesh', namespace: 'istio-system' });
    expect(objectIn(objectsOf(mesh.chain), 'Issuer', 'ca-mesh').spec).toEqual({ ca: { secretName: 'cacerts' } });
  });

  test('does not exist before a namespace asks for it', () => {
    expect(namesOf(objectsOf(add().chain), 'ClusterIssuer')).toEqual([]);
  });
});

describe('the Secret', () => {
  test.each<[string, IntermediateCaOptions, [string, string]]>([
    ['is named after chain and intermediate', {}, ['cert-manager', 'ca-mesh']],
    ['can have a name', { secretName: 'cacerts' }, ['cert-manager', 'cacerts']],
    ['can be in a namespace', { namespace: 'istio-system' }, ['istio-system', 'ca-mesh']],
    ['is in the key namespace, also if that is said', { namespace: 'cert-manager' }, ['cert-manager', 'ca-mesh']],
  ])('%s', (_, options, [namespace, secretName]) => {
    const mesh = add(options);
    expect([mesh.certificate.namespace, mesh.secretName]).toEqual([namespace, secretName]);
    const { metadata, spec } = objectIn(objectsOf(mesh.chain), 'Certificate', 'ca-mesh');
    expect([metadata.namespace, spec.secretName]).toEqual([namespace, secretName]);
  });
});

describe('confinement to the trust domain', () => {
  const withLeaf = (uri: string, options: IntermediateCaOptions) => {
    const mesh = add(options);
    const metadata = { name: 'web', namespace: 'shop' };
    new Certificate(Chart.of(mesh), 'leaf', { metadata, issuer: mesh.issuerFor('shop'), uris: [uri], duration: Duration.hours(24) });
    return () => objectsOf(mesh.chain);
  };

  test('is a constraint that every peer must understand, on the host of a SPIFFE ID', () => {
    expect(objectIn(objectsOf(add({ confinedToTrustDomain: true }).chain), 'Certificate', 'ca-mesh').spec.nameConstraints)
      .toEqual({ critical: true, permitted: { uriDomains: ['prod.example.com'] } });
  });

  test('is not there unless it is asked for', () => {
    expect(objectIn(objectsOf(add().chain), 'Certificate', 'ca-mesh').spec).not.toHaveProperty('nameConstraints');
  });

  test('refuses identities of another trust domain at synth, and none of its own', () => {
    expect(withLeaf('spiffe://other.example.com/ns/shop/sa/web', { confinedToTrustDomain: true })).toThrow('MTLS0217');
    expect(withLeaf('spiffe://prod.example.com/ns/shop/sa/web', { confinedToTrustDomain: true })).not.toThrow();
    expect(withLeaf('spiffe://other.example.com/ns/shop/sa/web', {})).not.toThrow();
  });
});

describe('refused at once', () => {
  const NAMESPACE = 'must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write the name of a namespace.';
  const long = 'i'.repeat(62);

  test.each<[string, () => unknown, string]>([
    ['a namespace that is none', () => add({ namespace: 'Istio' }), `[p/ca/intermediate-mesh] addIntermediate("mesh"): namespace "Istio" ${NAMESPACE}`],
    ['a Secret that is none', () => add({ secretName: 'ca_certs' }),
      '[p/ca/intermediate-mesh] addIntermediate("mesh"): secretName "ca_certs" must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Write the name of a Secret.'],
    ['a name that is too long for a subject', () => chainOf().addIntermediate(long),
      `[p/ca/intermediate-${long}] addIntermediate("${long}"): its objects would be called "ca-${long}", and the subject of a certificate has 64 characters at most. Shorten the name of the chain, or of the intermediate.`],
    ['an issuer for certificates where the key is not', () => add({ namespace: 'istio-system' }).issuerFor('shop'),
      '[p/ca/intermediate-mesh] issuerFor("shop"): the key of this intermediate is in namespace "istio-system", where only certificates of that namespace can use it. Leave its namespace out, so that its key is in "cert-manager".'],
    ['an issuer for a pattern of namespaces', () => add().issuerFor('*'), `[p/ca/intermediate-mesh] issuerFor("*"): the namespace ${NAMESPACE}`],
    ['an issuer for no namespace', () => add().issuerFor(''), `[p/ca/intermediate-mesh] issuerFor(""): the namespace ${NAMESPACE}`],
    ['the Secret of another intermediate', () => { add({ secretName: 'cacerts' }).chain.addIntermediate('two', { secretName: 'cacerts' }); },
      '[p/ca/intermediate-two] Secret "cert-manager/cacerts": it holds the key of another CA of this chain. Give each CA a Secret of its own.'],
    ['the Secret of a root, which cert-manager would overwrite', () => add({ secretName: 'corp' }, { roots: [RootCa.fromSecret('corp', { secretName: 'corp' })] }),
      '[p/ca/intermediate-mesh] Secret "cert-manager/corp": it holds the key of another CA of this chain. Give each CA a Secret of its own.'],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test('Secrets of one name in two namespaces are two', () => {
    const chain = add({ namespace: 'istio-one', secretName: 'cacerts' }).chain;
    expect(chain.addIntermediate('two', { namespace: 'istio-two', secretName: 'cacerts' }).secretName).toBe('cacerts');
  });

  test('a lifetime that the root\'s issuer is known to shorten', () => {
    const issuer = IssuerRef.awsPrivateCaCluster('x', { maxDuration: Duration.days(7) });
    const chain = chainOf({ roots: [RootCa.external('aws', { issuer, certificate: ROOT_PEM })] });
    expect(() => chain.addIntermediate('mesh')).toThrow('[p/ca/intermediate-mesh/certificate] Certificate: duration of 90 days, but AWSPCAClusterIssuer "x" gives 7 days at most.');
  });
});

test('a program may request by itself what its chain lets it, and a text that names no service account is refused', () => {
  const chart = new Chart(Testing.app(), 'platform');
  const intermediate = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com' }).addIntermediate('mesh');
  intermediate.allowRequester('cert-manager/csi-driver', 'shop');
  const guard = Testing.synth(chart).find(({ kind, metadata }) => kind === 'ValidatingAdmissionPolicy' && metadata.name === 'ca-guard-issuers');
  expect(JSON.stringify(guard)).toContain('shop/system:serviceaccount:cert-manager:csi-driver');
  expect(() => intermediate.allowRequester('csi-driver', 'shop')).toThrow(/service account "csi-driver": this is not <namespace>\/<name>/);
});
