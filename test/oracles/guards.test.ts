import {
  by, byServiceAccount, certificate, certificateRequest, container, debugContainer, deletionOf, EVERYTHING, issuer, pod, secret, signingRequest, USES,
} from './guarded-objects';
import { PATIENCE } from './programs';
import { keyOf, Vectors } from './vectors';
import { judgeTogether, SentObject, Verdict } from './verdict';
import { IssuerChain, IstioCa, IstioMesh, RootCa } from '../../src';
import { Manifest, manifestsOf } from '../variety';

/** What somebody tries, and whether a policy lets it pass. */
interface Attempt {
  readonly name: string;
  readonly object: SentObject;
  readonly passes: boolean;
}

/** Attempts that come one after another, after what the app and the case set up. */
interface Scene {
  readonly name: string;
  readonly before: SentObject[];
  readonly attempts: Attempt[];
}

const ADMINISTRATORS = 'pki-admins';
const KEY = 'the-key-namespace';
const certManager = (object: Manifest) => byServiceAccount('cert-manager', 'cert-manager', object);
const jane = (object: Manifest) => by('jane', ['developers'], object);
const administrator = (object: Manifest) => by('alice', [ADMINISTRATORS], object);
const clusterAdministrator = (object: Manifest) => by('root', ['system:masters'], object);

const passes = (name: string, object: SentObject): Attempt => ({ name, object, passes: true });
const refused = (name: string, object: SentObject): Attempt => ({ name, object, passes: false });

function platform(ca: IstioCa, ...others: RootCa[]): Manifest[] {
  return manifestsOf(chart => {
    const certificates = new IssuerChain(chart, 'ca', {
      trustDomain: 'prod.example.com',
      keyNamespace: KEY,
      roots: [RootCa.selfSigned('a'), ...others],
      activeRoot: 'a',
      keyProtection: { administrators: [ADMINISTRATORS] },
    });
    new IstioMesh(chart, 'mesh', { certificates, certificateAuthority: ca }).addNamespace('shop');
  });
}

const withIstioCsr = platform(IstioCa.istioCsr(), RootCa.fromSecret('b', { secretName: 'offline.root' }));
const withCacerts = platform(IstioCa.cacerts());

/** A name for the object of an attempt, which no other attempt has. */
let attempts = 0;
const fresh = () => `attempt-${attempts++}`;

const pods: Scene = {
  name: 'a pod in the namespace of the keys',
  before: [...withIstioCsr, ...EVERYTHING, pod('running', KEY, {})],
  attempts: [
    ...['ca-root-a', 'ca-mesh', 'offline.root'].flatMap(name => Object.entries(USES).map(([use, spec]) => refused(`may not have the key in ${name} as ${use}`, jane(pod(fresh(), KEY, spec(name)))))),
    ...Object.entries(USES).map(([use, spec]) => passes(`may have another Secret as ${use}`, jane(pod(fresh(), KEY, spec('settings'))))),
    passes('may have a Secret whose name only looks like that of a root', jane(pod(fresh(), KEY, USES['a volume']('offline-root')))),
    refused('may not have a key that waits for its certificate', jane(pod(fresh(), KEY, USES['a volume']('ca-root-a-abcde')))),
    refused('may not have the key of an intermediate that waits for its certificate', jane(pod(fresh(), KEY, USES['all variables']('ca-mesh-x7k2p')))),
    refused('may not be started by the administrator of the cluster with a key', clusterAdministrator(pod(fresh(), KEY, USES['a volume']('ca-root-a')))),
    refused('may not be debugged with a key as a variable', jane(debugContainer('running', KEY, { env: [{ name: 'KEY', valueFrom: { secretKeyRef: { name: 'ca-root-a', key: 'tls.key' } } }] }))),
    refused('may not be debugged with a key as all variables', jane(debugContainer('running', KEY, { envFrom: [{ secretRef: { name: 'ca-mesh' } }] }))),
    passes('may be debugged with another Secret', jane(debugContainer('running', KEY, { envFrom: [{ secretRef: { name: 'settings' } }] }))),
    passes('elsewhere may have a Secret of the same name', jane(pod(fresh(), 'shop', USES['a volume']('ca-root-a')))),
  ],
};

const cacerts: Scene = {
  name: 'a pod in the namespace of istiod',
  before: [...withCacerts, ...EVERYTHING, ...['istiod', 'other'].map(name => ({ apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, namespace: 'istio-system' } }))],
  attempts: [
    ...Object.entries(USES).map(([use, spec]) => passes(`may have cacerts as ${use} if it is istiod`, jane(pod(fresh(), 'istio-system', { serviceAccountName: 'istiod', ...spec('cacerts') })))),
    ...Object.entries(USES).map(([use, spec]) => refused(`may not have cacerts as ${use} under another service account`, jane(pod(fresh(), 'istio-system', { serviceAccountName: 'other', ...spec('cacerts') })))),
    refused('may not have cacerts under the usual service account', jane(pod(fresh(), 'istio-system', USES['a volume']('cacerts')))),
    refused('may not have a key that waits for its certificate, even if it is istiod', jane(pod(fresh(), 'istio-system', { serviceAccountName: 'istiod', ...USES['a volume']('ca-mesh-abcde') }))),
    refused('may not have several Secrets with cacerts among them', jane(pod(fresh(), 'istio-system', {
      serviceAccountName: 'other', containers: [container('main'), container('second', { envFrom: [{ secretRef: { name: 'settings' } }, { secretRef: { name: 'cacerts' } }] })],
    }))),
  ],
};

const root = secret('ca-root-a', KEY);
const secrets: Scene = {
  name: 'the Secret of a CA',
  before: [...withIstioCsr, ...EVERYTHING],
  attempts: [
    refused('is not made by somebody', jane(root)),
    refused('is not made by the administrator of the cluster', clusterAdministrator(root)),
    refused('is not made by another service account', byServiceAccount('shop', 'cert-manager', root)),
    passes('is made by cert-manager', certManager(root)),
    passes('is changed by cert-manager', certManager({ ...root, stringData: { 'tls.crt': 'renewed' } })),
    refused('is not changed by somebody', jane({ ...root, stringData: { 'tls.crt': 'forged' } })),
    refused('is not deleted by somebody', jane(deletionOf(root))),
    refused('is not deleted by the administrator of the cluster', clusterAdministrator(deletionOf(root))),
    passes('is changed by an administrator of keys', administrator({ ...root, stringData: { 'tls.crt': 'restored' } })),
    passes('is deleted by an administrator of keys', administrator(deletionOf(root))),
    refused('is not made while its key waits for its certificate', jane(secret('ca-root-a-abcde', KEY))),
    passes('is made by cert-manager while its key waits for its certificate', certManager(secret('ca-root-a-abcde', KEY))),
    refused('is not deleted while its key waits for its certificate', jane(deletionOf(secret('ca-root-a-abcde', KEY)))),
    passes('may be made if something else keeps the root', jane(secret('offline.root', KEY))),
    passes('is not meant by other Secrets beside it', jane(secret('settings', KEY))),
    passes('is not meant by Secrets of the same name elsewhere', jane(secret('ca-root-a', 'shop'))),
    passes('is made by cert-manager again', certManager(root)),
    passes('is deleted by what empties a namespace', byServiceAccount('kube-system', 'namespace-controller', deletionOf(root))),
  ],
};

const roles: Scene = {
  name: 'an administrator of keys, with nothing but the Role that is written,',
  before: [...withIstioCsr, secret('settings', KEY), byServiceAccountWithEverything(root)],
  attempts: [
    refused('may not delete other Secrets', administrator(deletionOf(secret('settings', KEY)))),
    passes('may delete the Secret of a CA', administrator(deletionOf(root))),
  ],
};

const clusterIssuer = { name: 'ca-mesh', kind: 'ClusterIssuer' };
const certificates: Scene = {
  name: 'a Certificate',
  before: [...withIstioCsr, ...EVERYTHING],
  attempts: [
    refused('from the intermediate is not for another namespace', jane(certificate(fresh(), 'shop', clusterIssuer))),
    refused('from the intermediate is not for another namespace, with the group', jane(certificate(fresh(), 'shop', { ...clusterIssuer, group: 'cert-manager.io' }))),
    refused('from the intermediate is not for another namespace, with an empty group', jane(certificate(fresh(), 'shop', { ...clusterIssuer, group: '' }))),
    passes('from the intermediate is for the namespace of the mesh', jane(certificate(fresh(), 'istio-system', clusterIssuer))),
    passes('from the intermediate carries an identity of its own namespace', jane(certificate(fresh(), 'istio-system', clusterIssuer, { uris: ['spiffe://prod.example.com/ns/istio-system/sa/istiod'] }))),
    refused('from the intermediate carries no identity of another namespace', jane(certificate(fresh(), 'istio-system', clusterIssuer, { uris: ['spiffe://prod.example.com/ns/shop/sa/cart'] }))),
    refused('from the intermediate is no CA', jane(certificate(fresh(), 'istio-system', clusterIssuer, { isCA: true }))),
    refused('from the intermediate is not for the namespace of the keys', jane(certificate(fresh(), KEY, clusterIssuer))),
    refused('from the root is not unplanned', jane(certificate(fresh(), KEY, { name: 'ca-root-a', kind: 'Issuer', group: 'cert-manager.io' }))),
    refused('from the root is not unplanned, without a kind', jane(certificate(fresh(), KEY, { name: 'ca-root-a' }))),
    refused('from the root is not unplanned, with an empty kind and group', jane(certificate(fresh(), KEY, { name: 'ca-root-a', kind: '', group: '' }))),
    refused('that signs itself is not unplanned', jane(certificate(fresh(), KEY, { name: 'ca-root-a-bootstrap' }, { isCA: true }))),
    passes('from an issuer of the same name elsewhere is not meant', jane(certificate(fresh(), 'shop', { name: 'ca-root-a' }))),
    passes('from another kind of issuer is not meant', jane(certificate(fresh(), 'shop', { name: 'ca-mesh' }))),
    passes('from an issuer of another group is not meant', jane(certificate(fresh(), 'shop', { name: 'ca-mesh', kind: 'ClusterIssuer', group: 'other.example.com' }))),
    passes('from another issuer', jane(certificate('moved', 'shop', { name: 'own' }))),
    refused('from another issuer does not change to the intermediate', jane(certificate('moved', 'shop', clusterIssuer))),
  ],
};

const istioCsr = (object: Manifest) => byServiceAccount('cert-manager', 'cert-manager-istio-csr', object);
const requests: Scene = {
  name: 'a request',
  before: [...withIstioCsr, ...EVERYTHING],
  attempts: [
    passes('by istio-csr, in the namespace of the mesh', istioCsr(certificateRequest(fresh(), 'istio-system', clusterIssuer))),
    refused('by istio-csr is not for a CA', istioCsr(certificateRequest(fresh(), 'istio-system', clusterIssuer, { isCA: true }))),
    refused('by istio-csr is in no other namespace', istioCsr(certificateRequest(fresh(), 'shop', clusterIssuer))),
    refused('by istio-csr is not for the root', istioCsr(certificateRequest(fresh(), KEY, { name: 'ca-root-a' }))),
    refused('is not by somebody', jane(certificateRequest(fresh(), 'shop', clusterIssuer))),
    refused('is not by somebody in the namespace of the mesh', jane(certificateRequest(fresh(), 'istio-system', clusterIssuer))),
    refused('is not by somebody, with an empty group', jane(certificateRequest(fresh(), 'shop', { ...clusterIssuer, group: '' }))),
    refused('is not by the administrator of the cluster', clusterAdministrator(certificateRequest(fresh(), KEY, { name: 'ca-root-a', kind: 'Issuer' }))),
    passes('by cert-manager, for a Certificate', certManager(certificateRequest(fresh(), KEY, { name: 'ca-root-a' }))),
    passes('to another issuer by somebody', jane(certificateRequest(fresh(), 'shop', { name: 'own' }))),
    refused('of Kubernetes does not reach the intermediate', jane(signingRequest(fresh(), 'clusterissuers.cert-manager.io/ca-mesh'))),
    refused('of Kubernetes does not reach the root', jane(signingRequest(fresh(), `issuers.cert-manager.io/${KEY}.ca-root-a`))),
    passes('of Kubernetes reaches another issuer', jane(signingRequest(fresh(), 'issuers.cert-manager.io/shop.own'))),
  ],
};

const issuers: Scene = {
  name: 'an issuer',
  before: [...withIstioCsr, ...EVERYTHING],
  attempts: [
    refused('beside the chain does not sign with the key of a root', jane(issuer('Issuer', fresh(), 'ca-root-a', KEY))),
    refused('of the cluster does not sign with the key of an intermediate', jane(issuer('ClusterIssuer', fresh(), 'ca-mesh'))),
    refused('of the chain does not change to the key of another CA', jane(issuer('ClusterIssuer', 'ca-mesh', 'ca-root-a'))),
    passes('of the chain is applied again', clusterAdministrator(issuer('ClusterIssuer', 'ca-mesh', 'ca-mesh'))),
    passes('signs with another key', jane(issuer('Issuer', fresh(), 'own', KEY))),
    passes('elsewhere signs with a Secret of the same name', jane(issuer('Issuer', fresh(), 'ca-root-a', 'shop'))),
  ],
};

/** The same as cert-manager, which its own chart gives its rights. */
function byServiceAccountWithEverything(object: Manifest): SentObject {
  return by('system:serviceaccount:cert-manager:cert-manager', ['system:masters'], object);
}

const scenes = [pods, cacerts, secrets, roles, certificates, requests, issuers];
const objectsOf = ({ before, attempts: after }: Scene): SentObject[] => [...before, ...after.map(({ object }) => object)];
const vectors = new Vectors<Verdict[]>('guards');

beforeAll(() => vectors.load(() => judgeTogether(Object.fromEntries(scenes.map(objectsOf).map(objects => [keyOf(objects), objects])))), PATIENCE);

describe.each(scenes)('$name', scene => {
  const { before, attempts: tried } = scene;
  const verdicts = () => vectors.answer(keyOf(objectsOf(scene)));

  test('comes after what is admitted itself', () => {
    expect(verdicts().slice(0, before.length).filter(({ admitted }) => !admitted)).toEqual([]);
  });

  test.each(tried.map((attempt, index) => ({ ...attempt, index })))('$name', ({ passes: expected, index }) => {
    const { admitted, judge, message = '' } = verdicts()[before.length + index];
    expect({ admitted, message: expected ? message : '' }).toEqual({ admitted: expected, message: '' });
    if (!expected) {
      expect(judge).toBe('kube-apiserver');
      expect(message).toMatch(scene === roles ? /cannot delete resource/ : /ValidatingAdmissionPolicy .* denied request/);
    }
  });
});

test('the recorded verdicts are those of the pinned versions, and none is left over', () => vectors.expectCurrent());
