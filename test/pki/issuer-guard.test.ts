import { AdmissionRequest, isAdmitted } from './_admission';
import { chainOf, Manifest, objectIn, objectsOf } from './_chain';
import { ROOT_PEM } from './certmanager/fixtures';
import { IntermediateCa, IssuerChain, RootCa } from '../../src/pki';
import { IssuerRef } from '../../src/pki/certmanager';

const CERT_MANAGER = 'system:serviceaccount:cert-manager:cert-manager';
const ISTIO_CSR = 'system:serviceaccount:istio-csr:csr';
const ROOT = { name: 'ca-root-a', kind: 'Issuer' };
const MESH = { name: 'ca-mesh', kind: 'ClusterIssuer' };
const ISTIO = { name: 'ca-istio', kind: 'Issuer' };

interface Ref {
  readonly name: string;
  readonly kind?: string;
  readonly group?: string;
}

function written(root = RootCa.selfSigned('a'), more: (chain: IssuerChain, mesh: IntermediateCa) => void = () => undefined): Manifest[] {
  const chain = chainOf({ roots: [root] });
  const mesh = chain.addIntermediate('mesh');
  const issuer = mesh.issuerFor('shop');
  mesh.issuerFor('bank');
  chain._protection.allowRequester(issuer, { namespace: 'istio-csr', name: 'csr' }, 'istio-system');
  more(chain, mesh);
  return objectsOf(chain);
}

const withCacerts = () => written(undefined, chain => chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' }).issuerFor('istio-system'));

function request(resource: 'certificates' | 'certificaterequests', name: string, issuerRef: Ref, spec: object, who: Partial<AdmissionRequest>): AdmissionRequest {
  const [namespace, objectName] = name.split('/');
  return { operation: 'CREATE', user: 'alice', resource, object: { apiVersion: 'cert-manager.io/v1', metadata: { namespace, name: objectName }, spec: { issuerRef, ...spec } }, ...who };
}

const certificate = (name: string, issuerRef: Ref, spec = {}, who = {}) => request('certificates', name, issuerRef, spec, who);
const certificateRequest = (name: string, issuerRef: Ref, user: string, spec = {}) => request('certificaterequests', name, issuerRef, spec, { user });

describe('a Certificate', () => {
  test.each<[string, AdmissionRequest, boolean]>([
    ['of the chain, from the root', certificate('cert-manager/ca-mesh', ROOT, { isCA: true }), true],
    ['of somebody in the key namespace, from the root', certificate('cert-manager/evil', ROOT, { isCA: true }), false],
    ['of a workload, from the root', certificate('shop/web', { ...ROOT, kind: 'ClusterIssuer' }), false],
    ['of the chain, in another namespace, from the root', certificate('istio-system/ca-istio', { ...ROOT, kind: 'ClusterIssuer' }, { isCA: true }), true],
    ['of the chain\'s root, from itself', certificate('cert-manager/ca-root-a', { name: 'ca-root-a-bootstrap' }, { isCA: true }), true],
    ['of somebody, from the issuer that made the root', certificate('cert-manager/evil', { name: 'ca-root-a-bootstrap' }), false],
    ['of a workload, from the intermediate', certificate('shop/web', MESH), true],
    ['of a workload that says what it is not', certificate('shop/web', MESH, { isCA: false }), true],
    ['of a workload in another namespace that may', certificate('bank/web', MESH), true],
    ['of a workload in a namespace that may not', certificate('other/web', MESH), false],
    ['that is changed to the intermediate in a namespace that may not', certificate('other/web', MESH, {}, { operation: 'UPDATE' }), false],
    ['of cert-manager itself, for an Ingress in a namespace that may not', certificate('other/web', MESH, {}, { user: CERT_MANAGER }), false],
    ['of a workload that would be a CA', certificate('shop/web', MESH, { isCA: true }), false],
    ['of a workload, from the intermediate of its namespace', certificate('istio-system/web', ISTIO), true],
    ['of a workload that would be a CA of its namespace', certificate('istio-system/web', ISTIO, { isCA: true }), false],
    ['from an issuer of that name in another namespace', certificate('other/web', ISTIO, { isCA: true }), true],
    ['from an issuer of that name and another kind', certificate('other/web', { ...MESH, kind: 'Issuer' }), true],
    ['from an issuer of that name and another group', certificate('other/web', { ...MESH, group: 'awspca.cert-manager.io' }), true],
    ['from somebody else\'s issuer', certificate('other/web', { name: 'theirs', kind: 'ClusterIssuer' }, { isCA: true }), true],
    ['with an empty kind, which means Issuer', certificate('cert-manager/evil', { name: 'ca-root-a', kind: '', group: '' }), false],
  ])('%s', (_, asked, admitted) => {
    expect(isAdmitted(withCacerts(), asked)).toBe(admitted);
  });
});

describe('the identities in a Certificate of a namespace that may have some', () => {
  const OWN = 'spiffe://prod.example.com/ns/shop/sa/web';

  test.each<[string, string[], boolean]>([
    ['none, in a list', [], true],
    ['one of the namespace', [OWN], true],
    ['several of the namespace', [OWN, 'spiffe://prod.example.com/ns/shop/sa/api'], true],
    ['one of another namespace', ['spiffe://prod.example.com/ns/bank/sa/web'], false],
    ['one of another namespace beside one of its own', [OWN, 'spiffe://prod.example.com/ns/bank/sa/web'], false],
    ['one of a namespace whose name begins alike', ['spiffe://prod.example.com/ns/shop-2/sa/web'], false],
    ['one of another trust domain', ['spiffe://other.example.com/ns/shop/sa/web'], false],
    ['one of a trust domain that begins alike', ['spiffe://prod.example.com.evil.org/ns/shop/sa/web'], false],
    ['one of no service account', ['spiffe://prod.example.com/ns/shop'], false],
    ['one that only contains its own', [`https://evil.org/${OWN}`], false],
    ['the trust domain itself', ['spiffe://prod.example.com'], false],
  ])('%s', (_, uris, admitted) => {
    const objects = withCacerts();
    expect(isAdmitted(objects, certificate('shop/web', MESH, { uris }))).toBe(admitted);
    expect(isAdmitted(objects, certificate('shop/web', MESH, { uris }, { operation: 'UPDATE' }))).toBe(admitted);
  });

  test.each<[string, string, Ref, boolean]>([
    ['of the other namespace that may', 'bank/web', MESH, false],
    ['of the namespace of its issuer', 'istio-system/web', ISTIO, false],
    ['from somebody else\'s issuer, which is none of ours', 'bank/web', { name: 'theirs', kind: 'ClusterIssuer' }, true],
  ])('are its own in each: a Certificate %s', (_, name, issuer, admitted) => {
    const objects = withCacerts();
    expect(isAdmitted(objects, certificate(name, issuer, { uris: [OWN] }))).toBe(admitted);
    expect(isAdmitted(objects, certificate(name, issuer, { uris: [OWN.replace('/shop/', `/${name.split('/')[0]}/`)] }))).toBe(true);
  });

  test('are of the chain\'s own trust domain', () => {
    const chain = chainOf({ trustDomain: 'other.example.com' });
    chain.addIntermediate('mesh').issuerFor('shop');
    const objects = objectsOf(chain);
    expect([OWN, 'spiffe://other.example.com/ns/shop/sa/web'].map(uri => isAdmitted(objects, certificate('shop/web', MESH, { uris: [uri] })))).toEqual([false, true]);
  });
});

describe('a CertificateRequest', () => {
  test.each<[string, AdmissionRequest, boolean]>([
    ['of cert-manager, for a Certificate that was admitted', certificateRequest('shop/web-1', MESH, CERT_MANAGER), true],
    ['of cert-manager, for the chain', certificateRequest('cert-manager/ca-mesh-1', ROOT, CERT_MANAGER, { isCA: true }), true],
    ['of somebody, in a namespace that may have Certificates', certificateRequest('shop/web-1', MESH, 'alice'), false],
    ['of a program that may, where it may', certificateRequest('istio-system/csr-1', MESH, ISTIO_CSR), true],
    ['of a program that may, elsewhere', certificateRequest('shop/csr-1', MESH, ISTIO_CSR), false],
    ['of a program that may, for a CA', certificateRequest('istio-system/csr-1', MESH, ISTIO_CSR, { isCA: true }), false],
    ['of a program that may, from the root', certificateRequest('cert-manager/csr-1', ROOT, ISTIO_CSR), false],
    ['of somebody, from somebody else\'s issuer', certificateRequest('shop/web-1', { name: 'theirs' }, 'alice'), true],
  ])('%s', (_, asked, admitted) => {
    expect(isAdmitted(withCacerts(), asked)).toBe(admitted);
  });
});

describe('Kubernetes\' own CertificateSigningRequests', () => {
  const asks = (objects: Manifest[], signerName: string) => isAdmitted(objects, {
    operation: 'CREATE', resource: 'certificatesigningrequests', user: 'alice', object: { apiVersion: 'certificates.k8s.io/v1', metadata: { name: 'x' }, spec: { signerName } },
  });

  test.each([
    'issuers.cert-manager.io/cert-manager.ca-root-a-bootstrap', 'issuers.cert-manager.io/cert-manager.ca-root-a', 'clusterissuers.cert-manager.io/ca-mesh', 'issuers.cert-manager.io/istio-system.ca-istio',
  ])('reach no issuer of the chain: %s', signer => {
    expect(asks(withCacerts(), signer)).toBe(false);
  });

  test.each(['kubernetes.io/kubelet-serving', 'clusterissuers.cert-manager.io/theirs', 'issuers.cert-manager.io/shop.ca-root-a'])('reach every other signer: %s', signer => {
    expect(asks(withCacerts(), signer)).toBe(true);
  });

  test('do not reach an Issuer that something else keeps in the key namespace', () => {
    const objects = written(RootCa.external('corp', { issuer: IssuerRef.fromIssuerName('corp'), certificate: ROOT_PEM }));
    expect(asks(objects, 'issuers.cert-manager.io/cert-manager.corp')).toBe(false);
    expect(asks(objects, 'clusterissuers.cert-manager.io/corp')).toBe(true);
  });
});

describe('a root behind an issuer that something else keeps', () => {
  const reference = (issuer: IssuerRef) => issuer.toIssuerReference();

  test.each<[string, IssuerRef]>([
    ['of the key namespace', IssuerRef.awsPrivateCa('corp')],
    ['of the whole cluster', IssuerRef.awsPrivateCaCluster('corp')],
  ])('is reserved too: %s', (_, issuer) => {
    const objects = written(RootCa.external('corp', { issuer, certificate: ROOT_PEM }));
    expect(isAdmitted(objects, certificate('cert-manager/ca-mesh', reference(issuer), { isCA: true }))).toBe(true);
    expect(isAdmitted(objects, certificate('cert-manager/evil', reference(issuer), { isCA: true }))).toBe(false);
  });

  test('leaves the issuers of that name in other namespaces alone', () => {
    const issuer = IssuerRef.awsPrivateCa('corp');
    expect(isAdmitted(written(RootCa.external('corp', { issuer, certificate: ROOT_PEM })), certificate('shop/web', reference(issuer)))).toBe(true);
  });
});

test('who is refused reads which issuer is reserved, how to get at it, and what it signs', () => {
  const { validations } = objectIn(written(), 'ValidatingAdmissionPolicy', 'ca-guard-issuers').spec;
  expect(validations.map(({ message, reason }: any) => [message, reason])).toContainEqual([
    'ClusterIssuer ca-mesh is reserved by its issuer chain: have the chain name this namespace, with issuerFor("<namespace>"); a Certificate there may carry identities of its own namespace alone',
    'Forbidden',
  ]);
});
