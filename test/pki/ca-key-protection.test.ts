import { AdmissionRequest, isAdmitted } from './_admission';
import { chainOf, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { ROOT_PEM } from './certmanager/fixtures';
import { CaKeyProtectionOptions, IssuerChain, RootCa } from '../../src/pki';
import { VaultAuth } from '../../src/pki/certmanager';

const CERT_MANAGER = 'system:serviceaccount:cert-manager:cert-manager';
const SUFFIX = 'x7k2p';

function written(keyProtection: CaKeyProtectionOptions = {}, change: (chain: IssuerChain) => void = () => undefined): Manifest[] {
  const chain = chainOf({ keyProtection, roots: [RootCa.selfSigned('a'), RootCa.fromSecret('b', { secretName: 'corp.root' })], activeRoot: 'a' });
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' });
  change(chain);
  return objectsOf(chain);
}

describe('who writes the Secret of a CA', () => {
  const objects = written({ administrators: ['pki-admins'] });
  const mayWrite = (secret: string, who: Partial<AdmissionRequest>) => {
    const [namespace, name] = secret.split('/');
    return isAdmitted(objects, { operation: 'UPDATE', resource: 'secrets', user: 'alice', object: { apiVersion: 'v1', kind: 'Secret', metadata: { namespace, name } }, ...who });
  };
  const GUARDED = ['cert-manager/ca-root-a', 'cert-manager/ca-mesh', 'istio-system/cacerts'];
  const PENDING = [`cert-manager/ca-root-a-${SUFFIX}`, `cert-manager/ca-mesh-${SUFFIX}`, `istio-system/ca-istio-${SUFFIX}`];

  describe.each([...GUARDED, ...PENDING])('%s', secret => {
    test.each<[string, Partial<AdmissionRequest>, boolean]>([
      ['cert-manager', { user: CERT_MANAGER }, true],
      ['cert-manager, when it is made', { user: CERT_MANAGER, operation: 'CREATE' }, true],
      ['an administrator', { groups: ['staff', 'pki-admins'] }, true],
      ['the administrator of the cluster, who is none of the keys', { user: 'admin', groups: ['system:masters'] }, false],
      ['somebody', {}, false],
      ['somebody who would make it first', { operation: 'CREATE' }, false],
      ['somebody who would delete it', { operation: 'DELETE', groups: ['staff'] }, false],
      ['what empties a deleted namespace', { operation: 'DELETE', user: 'system:serviceaccount:kube-system:namespace-controller' }, true],
      ['what removes what has lost its owner', { operation: 'DELETE', user: 'system:serviceaccount:kube-system:generic-garbage-collector' }, true],
      ['either, where controllers have no accounts of their own', { operation: 'DELETE', user: 'system:kube-controller-manager' }, true],
      ['the controllers together, that would change it', { user: 'system:kube-controller-manager' }, false],
      ['the controllers together, that would make it first', { operation: 'CREATE', user: 'system:kube-controller-manager' }, false],
      ['another component of Kubernetes that would delete it', { operation: 'DELETE', user: 'system:kube-scheduler' }, false],
      ['a controller that would change it', { user: 'system:serviceaccount:kube-system:generic-garbage-collector' }, false],
      ['a service account of the same name elsewhere', { user: 'system:serviceaccount:shop:cert-manager' }, false],
    ])('%s', (_, who, admitted) => {
      expect(mayWrite(secret, who)).toBe(admitted);
    });
  });

  test.each(['cert-manager/cert-manager-webhook-ca', 'istio-system/ca-mesh', 'shop/cacerts', 'cert-manager/ca-mesh-tls', 'cert-manager/my-ca-mesh-abcde'])('everyone writes other Secrets: %s', secret => {
    expect(mayWrite(secret, {})).toBe(true);
  });

  test('a root\'s Secret that something else keeps stays writable for it', () => {
    expect(mayWrite('cert-manager/corp.root', { user: 'system:serviceaccount:external-secrets:external-secrets' })).toBe(true);
  });

  test('cert-manager may run under another service account, and then that one alone writes', () => {
    const moved = written({ certManagerServiceAccount: 'platform/cm' });
    const object = { apiVersion: 'v1', metadata: { namespace: 'cert-manager', name: 'ca-mesh' } };
    const users = [CERT_MANAGER, 'system:serviceaccount:platform:cm'];
    expect(users.map(user => isAdmitted(moved, { operation: 'UPDATE', resource: 'secrets', user, object }))).toEqual([false, true]);
  });

  test('the Secret of a new key is guarded although the API server cuts the name of a long Certificate short', () => {
    const name = 'i'.repeat(60);
    const long = written({}, chain => chain.addIntermediate(name));
    // k8s.io/apiserver, names.SimpleNameGenerator: 58 characters of the base, then five.
    const object = { apiVersion: 'v1', metadata: { namespace: 'cert-manager', name: `ca-${name}-`.slice(0, 58) + SUFFIX } };
    expect(isAdmitted(long, { operation: 'CREATE', resource: 'secrets', user: 'alice', object })).toBe(false);
    expect(isAdmitted(long, { operation: 'CREATE', resource: 'secrets', user: CERT_MANAGER, object })).toBe(true);
  });
});

describe('which pods use the Secret of a CA', () => {
  const pod = (namespace: string, spec: object): Manifest => ({ apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name: 'p' }, spec: { containers: [{ name: 'c' }], ...spec } });
  const starts = (objects: Manifest[], object: Manifest, resource = 'pods') => isAdmitted(objects, { operation: 'CREATE', resource, user: CERT_MANAGER, object });
  const objects = written();
  const WAYS: [string, (secret: string) => object][] = [
    ['a volume', secretName => ({ volumes: [{ emptyDir: {} }, { secret: { secretName } }] })],
    ['a projected volume', name => ({ volumes: [{ projected: { sources: [{ configMap: { name } }, { secret: { name } }] } }] })],
    ['a variable', name => ({ containers: [{}, { env: [{ name: 'A', value: 'a' }, { valueFrom: { secretKeyRef: { name } } }] }] })],
    ['all variables', name => ({ containers: [{ envFrom: [{ configMapRef: { name } }, { secretRef: { name } }] }] })],
    ['a variable of an init container', name => ({ initContainers: [{ env: [{ valueFrom: { secretKeyRef: { name } } }] }] })],
    ['all variables of an ephemeral container', name => ({ ephemeralContainers: [{ envFrom: [{ secretRef: { name } }] }] })],
  ];

  describe.each(WAYS)('%s', (_, using) => {
    test.each(['cert-manager/ca-root-a', 'cert-manager/ca-mesh', 'istio-system/cacerts', 'cert-manager/corp.root', `cert-manager/ca-mesh-${SUFFIX}`, `istio-system/ca-istio-${SUFFIX}`])('none: %s', secret => {
      const [namespace, name] = secret.split('/');
      expect(starts(objects, pod(namespace, using(name)))).toBe(false);
    });

    test.each(['cert-manager/webhook', 'istio-system/ca-mesh', 'shop/ca-mesh', 'cert-manager/corp-root', 'cert-manager/old-ca-mesh', 'cert-manager/ca-mesh-tls'])('any, if it is no CA\'s: %s', secret => {
      const [namespace, name] = secret.split('/');
      expect(starts(objects, pod(namespace, using(name)))).toBe(true);
    });
  });

  test('an ephemeral container cannot be added with one later', () => {
    expect(starts(objects, pod('cert-manager', { ephemeralContainers: [{ envFrom: [{ secretRef: { name: 'ca-mesh' } }] }] }), 'pods/ephemeralcontainers')).toBe(false);
  });

  test('only the service account that is the CA of a mesh uses the Secret that is meant for it', () => {
    const istio = written({}, chain => chain._protection.allowPods('cacerts', { namespace: 'istio-system', name: 'istiod.v1' }));
    const using = (name: string, serviceAccountName?: string) => starts(istio, pod('istio-system', { serviceAccountName, volumes: [{ secret: { secretName: name } }] }));
    expect(using('cacerts', 'istiod.v1')).toBe(true);
    expect([using('cacerts', 'istiod'), using('cacerts'), using(`ca-istio-${SUFFIX}`, 'istiod.v1')]).toEqual([false, false, false]);
  });

  test('a namespace whose name ends as that of a CA\'s key has Secrets of its own', () => {
    const near = written({}, chain => chain.addIntermediate('near', { namespace: 'system', secretName: 'near' }));
    expect(['system', 'istio-system'].map(namespace => starts(near, pod(namespace, { volumes: [{ secret: { secretName: 'near' } }] })))).toEqual([false, true]);
  });

  test('a root in Vault has no Secret to guard', () => {
    const vault = { server: 'https://vault:8200', path: 'pki/root/sign-intermediate', auth: VaultAuth.token({ secretName: 'vault', key: 'token' }) };
    expect(namesOf(objectsOf(chainOf({ roots: [RootCa.vault('x', { vault, certificate: ROOT_PEM })] })), 'ValidatingAdmissionPolicy')).toEqual([]);
  });
});

describe('which issuers sign with the Secret of a CA', () => {
  const objects = written({}, chain => chain.intermediate('istio').issuerFor('istio-system'));
  const signs = (name: string, spec: object, operation: AdmissionRequest['operation']) => {
    const [issuer, namespace] = name.split('/').reverse();
    const resource = namespace === undefined ? 'clusterissuers' : 'issuers';
    return isAdmitted(objects, { operation, resource, user: 'alice', object: { apiVersion: 'cert-manager.io/v1', metadata: { name: issuer, namespace }, spec } });
  };

  test.each<[string, string, string, boolean]>([
    ['the chain\'s own, of a root', 'cert-manager/ca-root-a', 'ca-root-a', true],
    ['the chain\'s own, of a root for another namespace', 'ca-root-a', 'ca-root-a', true],
    ['the chain\'s own, of the whole cluster', 'ca-mesh', 'ca-mesh', true],
    ['the chain\'s own, where its key is', 'istio-system/ca-istio', 'cacerts', true],
    ['another one, beside the key of a root', 'cert-manager/evil', 'ca-root-a', false],
    ['another one, beside the key of a root that something else keeps', 'cert-manager/evil', 'corp.root', false],
    ['another one, of the whole cluster', 'evil', 'ca-root-a', false],
    ['one with the name of the chain\'s own, which is of the whole cluster', 'cert-manager/ca-mesh', 'ca-mesh', false],
    ['another one, beside the key of an intermediate', 'istio-system/evil', 'cacerts', false],
    ['one with a Secret of that name in its own namespace', 'shop/theirs', 'ca-root-a', true],
    ['one of the whole cluster, which reads no Secret of that namespace', 'theirs', 'cacerts', true],
    ['one with another Secret', 'cert-manager/theirs', 'theirs', true],
  ])('%s', (_, issuer, secretName, admitted) => {
    expect([signs(issuer, { ca: { secretName } }, 'CREATE'), signs(issuer, { ca: { secretName } }, 'UPDATE')]).toEqual([admitted, admitted]);
  });

  test('issuers without a key of their own are none of ours', () => {
    expect([signs('cert-manager/theirs', { selfSigned: {} }, 'CREATE'), signs('theirs', { vault: {} }, 'CREATE')]).toEqual([true, true]);
  });
});

describe('the guards', () => {
  test('refuse, also when they cannot decide', () => {
    const objects = written();
    const policies = objects.filter(({ kind }) => kind === 'ValidatingAdmissionPolicy');
    expect(policies.map(({ metadata, spec }) => [metadata.name, spec.failurePolicy]).sort())
      .toEqual([['ca-guard-issuers', 'Fail'], ['ca-guard-key-issuers', 'Fail'], ['ca-guard-pods', 'Fail'], ['ca-guard-secrets', 'Fail'], ['ca-guard-signers', 'Fail']]);
    for (const { metadata: { name } } of policies) {
      expect(objectIn(objects, 'ValidatingAdmissionPolicyBinding', name).spec).toEqual({ policyName: name, validationActions: ['Deny'] });
    }
  });
});

describe('administrators', () => {
  test('are granted exactly the Secrets of the CAs, where these are', () => {
    const objects = written({ administrators: ['pki-admins', 'on-call'] });
    expect(objects.filter(({ kind }) => kind === 'Role').map(({ metadata, rules }) => [metadata.namespace, rules])).toEqual([
      ['cert-manager', [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['ca-root-a', 'corp.root', 'ca-mesh'], verbs: ['get', 'update', 'patch', 'delete'] }]],
      ['istio-system', [{ apiGroups: [''], resources: ['secrets'], resourceNames: ['cacerts'], verbs: ['get', 'update', 'patch', 'delete'] }]],
    ]);
    for (const { metadata, roleRef, subjects } of objects.filter(({ kind }) => kind === 'RoleBinding')) {
      expect(objectIn(objects, 'Role', roleRef.name).metadata.namespace).toBe(metadata.namespace);
      expect(subjects).toEqual(['pki-admins', 'on-call'].map(name => ({ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name })));
    }
  });

  test('are nobody unless they are named', () => {
    expect([namesOf(written(), 'Role'), namesOf(written(), 'RoleBinding')]).toEqual([[], []]);
  });

  test.each(['', ' '])('a group without a name is refused: "%s"', group => {
    expect(() => written({ administrators: [group] })).toThrow(`[p/ca/protection] keyProtection: administrators "${group}" is empty. Give administrators a value, or leave it out.`);
  });
});
