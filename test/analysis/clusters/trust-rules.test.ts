import { cluster, givenChain, ROOT_A, ROOT_B, selfSignedChain, vaultChain } from './clusters';
import { describeClusterRule } from './rule-cases';
import { Cluster } from '../../../src/analysis/clusters/cluster';
import { findingsAcross } from '../../../src/analysis/clusters/cluster-rule';
import { rootNotShown } from '../../../src/analysis/clusters/rules/root-not-shown';
import { rootNotTrusted } from '../../../src/analysis/clusters/rules/root-not-trusted';
import { trustDomainWithoutAlias } from '../../../src/analysis/clusters/rules/trust-domain-without-alias';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { caCertificate, clusterIssuer, namespace, PlainObject } from '../objects';
import { configMap, podsOf, secret } from '../trust/objects';

const two = (east: readonly PlainObject[], west: readonly PlainObject[]): Cluster[] => [cluster('east', east), cluster('west', west)];

/** A Secret for istiod with the root that it hands out. */
const cacerts = (root?: string): PlainObject => secret('cacerts', root === undefined ? {} : { 'root-cert.pem': root }, 'istio-system');

/** istio-csr as its chart installs it. */
const istioCsr = (issuer: string): PlainObject => podsOf('cert-manager-istio-csr', {
  volumes: [{ name: 'roots', configMap: { name: 'roots' } }],
  containers: [{
    name: 'main',
    image: 'quay.io/jetstack/cert-manager-istio-csr:v0.16.0',
    args: [`--issuer-name=${issuer}`, '--issuer-kind=ClusterIssuer', '--root-ca-file=/var/run/secrets/roots/ca.crt'],
    volumeMounts: [{ name: 'roots', mountPath: '/var/run/secrets/roots' }],
  }],
}, { namespace: 'cert-manager' });

describeClusterRule(rootNotTrusted, {
  'cert-manager makes the root of each cluster': {
    clusters: two(selfSignedChain(), selfSignedChain()),
    names: ['west: roots', 'east: roots'],
    says: /^the certificates of east are under Certificate cert-manager\/root, which west does not trust; .* east does not trust: mutual TLS between east and west fails$/,
  },
  'each has a root of its own behind Vault': { clusters: two(vaultChain([ROOT_A]), vaultChain([ROOT_B], 'other')), names: ['west: roots', 'east: roots'], says: /vault behind Issuer cert-manager\/root, which west does not trust/ },
  'one side alone is told the other\'s root': { clusters: two(selfSignedChain(), [...vaultChain([ROOT_A, ROOT_B], 'other')]), names: ['west: roots', 'east: roots'], says: /^the certificates of east are under/ },
  'istiod of each signs with a root of its own': { clusters: two([cacerts(ROOT_A)], [cacerts(ROOT_B)]), names: ['west: cacerts', 'east: cacerts'], says: /under a certificate in Secret istio-system\/cacerts, which west does not trust/ },
  'cert-manager makes the root for istiod in each': {
    clusters: two([...selfSignedChain().slice(0, 3), clusterIssuer({ ca: { secretName: 'root-ca' } }, 'root'), caCertificate({ secretName: 'cacerts', issuerRef: { name: 'root', kind: 'ClusterIssuer' } }, { namespace: 'istio-system', name: 'ca' })], [cacerts(ROOT_B)]),
    names: ['west: cacerts', 'east: ca'],
    says: /^the certificates of east are under Certificate cert-manager\/root, which west does not trust; the certificates of west are under a certificate in Secret/,
  },
  'istio-csr says that it uses another issuer': { clusters: two([...selfSignedChain(), istioCsr('mesh')], vaultChain([ROOT_B])), names: ['west: roots', 'east: roots'], says: /Certificate cert-manager\/root/ },
}, {
  'both trust the roots of both': two(vaultChain([ROOT_A, ROOT_B]), vaultChain([ROOT_B, ROOT_A], 'other')),
  'there is one root': two(vaultChain(), vaultChain()),
  'istiod signs under the same root': two([cacerts(ROOT_A)], [cacerts(ROOT_A)]),
  'istiod hands out the root of the other too': [cluster('east', [cacerts(ROOT_A)], { caCertificates: [{ pem: ROOT_B, trustDomains: [] }] }), cluster('west', [cacerts(ROOT_B)], { caCertificates: [{ pem: ROOT_A, trustDomains: [] }] })],
  'a root may be one that is fetched from elsewhere': [cluster('east', [cacerts(ROOT_A)], { caCertificates: [{ trustDomains: [] }] }), cluster('west', [cacerts(ROOT_B)], { caCertificates: [{ trustDomains: [] }] })],
  'nothing says which root istiod has': two([cacerts()], [cacerts()]),
  'nothing signs for the mesh': two([namespace('shop')], [namespace('shop')]),
});

describeClusterRule(rootNotShown, {
  'both have a root in a Secret of one name': { clusters: two(givenChain(), givenChain()), names: ['west: roots'], says: /^the certificates of east are under Secret cert-manager\/root-ca: whether west trusts it, the manifests do not say$/ },
  'it is behind two places in Vault, and nothing says what is trusted': { clusters: two(vaultChain([]), vaultChain([], 'other')), names: ['west: root'], says: /whether west trusts it/ },
}, {
  'its certificate is shown': two(givenChain('root-ca', [], [{ inLine: ROOT_A }]), givenChain('root-ca', [], [{ inLine: ROOT_A }])),
  'it is certain that they are two': two(selfSignedChain(), selfSignedChain()),
  'the manifests of one hold nothing of it': two(givenChain(), [namespace('shop')]),
});

const of = (trustDomain: string, ...trustDomainAliases: string[]): IstioSettings => ({ trustDomain, trustDomainAliases });
const domains = (east: IstioSettings, west: IstioSettings): Cluster[] => [cluster('east', [configMap('istio', {}, 'istio-system')], east), cluster('west', [configMap('istio', {}, 'istio-system')], west)];

describeClusterRule(trustDomainWithoutAlias, {
  'it is one in one of the two': {
    clusters: domains(of('east.example.com', 'west.example.com'), of('west.example.com')),
    names: ['west: istio'],
    says: /^west is of the trust domain west\.example\.com and refuses the identities of east, which are of east\.example\.com$/,
  },
}, {
  'both have it': domains(of('east.example.com', 'west.example.com'), of('west.example.com', 'east.example.com')),
  'there is one': domains(of('example.com'), of('example.com')),
  'one of them does not say which it has': domains(of('example.com'), {}),
});

describe('acknowledgements', () => {
  test('are of an object of one cluster, and hide what is found about that alone', () => {
    const acknowledge = (code: string): PlainObject => ({ annotations: { 'cdk8s-mtls.dev/acknowledge': JSON.stringify([{ code, reason: 'moving', until: '2027-01-01' }]) } });
    const chain = selfSignedChain();
    const roots = chain.pop()!;
    const accepted = { ...roots, metadata: { ...roots.metadata, ...acknowledge('MTLS0801') } };
    expect(findingsAcross(two([...chain, roots], [...chain, accepted]), [rootNotTrusted])).toEqual([]);
    expect(findingsAcross(two([...chain, accepted], [...chain, roots]), [rootNotTrusted])).toHaveLength(1);
  });
});
