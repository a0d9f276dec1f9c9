import { Duration } from 'cdk8s';
import { chainOf, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { SLOTS, TWO_ROOTS } from './_root-steps';
import { ROOT_PEM } from './certmanager/fixtures';
import { CaKeyProtectionOptions, CertificateRotation, ChainRotation, IssuerChain, RootCa, RootRotation } from '../../src/pki';
import { IssuerRef } from '../../src/pki/certmanager';

const CERT_MANAGER = { namespace: 'cert-manager', name: 'cert-manager' };
const CSR = { namespace: 'istio-csr', name: 'csr.v1' };
const MESH = { name: 'ca-mesh', kind: 'ClusterIssuer', group: 'cert-manager.io' };

interface Requester {
  readonly namespace: string;
  readonly name: string;
}

function written(change: (chain: IssuerChain) => void, options: CaKeyProtectionOptions = {}, rotation?: ChainRotation): Manifest[] {
  const chain = chainOf({ keyProtection: { approverPolicy: true, ...options }, rotation });
  change(chain);
  return objectsOf(chain);
}

/** The policies that decide about requests of a namespace to an issuer: they select it, and the requester may use them. */
function policiesFor(objects: Manifest[], { namespace, name }: Requester, issuerRef: object, requestNamespace: string): Manifest[] {
  const granted = objects
    .filter(({ kind, subjects }) => kind === 'ClusterRoleBinding' && subjects.some((subject: Requester) => subject.namespace === namespace && subject.name === name))
    .flatMap(({ roleRef }) => objects.filter(({ kind, metadata }) => kind === 'ClusterRole' && metadata.name === roleRef.name).flatMap(({ rules }) => rules))
    .filter(({ apiGroups, resources, verbs }) => apiGroups.includes('policy.cert-manager.io') && resources.includes('certificaterequestpolicies') && verbs.includes('use'))
    .flatMap(({ resourceNames }) => resourceNames);
  return objects.filter(({ kind, metadata, spec }) => kind === 'CertificateRequestPolicy' && granted.includes(metadata.name)
    && JSON.stringify(spec.selector) === JSON.stringify({ issuerRef: sorted(issuerRef), namespace: { matchNames: [requestNamespace] } }));
}

const sorted = (object: object) => Object.fromEntries(Object.entries(object).sort());

test('every Certificate of the chain is approved for cert-manager by one policy, as it is and not otherwise', () => {
  const objects = written(chain => {
    chain.addIntermediate('mesh').issuerFor('shop');
    chain.addIntermediate('istio', { namespace: 'istio-system', secretName: 'cacerts' });
  });
  const certificates = objects.filter(({ kind }) => kind === 'Certificate');
  expect(certificates).toHaveLength(3);
  for (const { metadata, spec } of certificates) {
    const [policy, ...others] = policiesFor(objects, CERT_MANAGER, spec.issuerRef, metadata.namespace);
    expect(others).toEqual([]);
    // Its name is the common name alone: what a policy does not mention, it denies.
    expect(spec).not.toHaveProperty('subject');
    expect(policy.spec.allowed).toStrictEqual({
      commonName: { value: spec.commonName, required: true },
      isCA: true,
      usages: spec.usages,
    });
    expect(policy.spec.constraints).toEqual({ maxDuration: spec.duration, privateKey: { algorithm: 'ECDSA', minSize: 256 } });
  }
});

test('a workload gets what its namespace may have, no CA, and for no longer than the chain lets it live', () => {
  const objects = written(chain => chain.addIntermediate('mesh').issuerFor('shop'));
  const [{ spec: { allowed, constraints } }] = policiesFor(objects, CERT_MANAGER, MESH, 'shop');
  expect(allowed.uris.validations[0].rule).toBe("self.startsWith('spiffe://prod.example.com/ns/' + cr.namespace + '/sa/')");
  expect(allowed).not.toHaveProperty('isCA');
  expect(allowed.usages).toEqual(['digital signature', 'key encipherment', 'server auth', 'client auth']);
  expect(constraints).toEqual({ maxDuration: '720h0m0s' });
});

describe.each<[string, Requester, string]>([
  ['through a Certificate', CERT_MANAGER, 'shop'],
  ['through a program', CSR, 'istio-system'],
])('a workload that asks %s', (_, requester, namespace) => {
  const policyOf = (rotation?: ChainRotation) => {
    const objects = written(chain => {
      const mesh = chain.addIntermediate('mesh');
      mesh.issuerFor('shop');
      chain._protection.allowRequester(mesh.issuerFor('istio-system'), CSR, 'istio-system');
    }, {}, rotation);
    const [policy, ...others] = policiesFor(objects, requester, MESH, namespace);
    expect(others).toEqual([]);
    return { policy: policy.spec, intermediate: objectIn(objects, 'Certificate', 'ca-mesh').spec };
  };

  test('may name an organization without a name, as Istio\'s agents do, and no other part of a subject', () => {
    expect(policyOf().policy.allowed.subject).toStrictEqual({ organizations: { values: [''] } });
  });

  test.each<[string, ChainRotation | undefined, string]>([
    ['of the default', undefined, '720h0m0s'],
    ['that was chosen', { intermediate: CertificateRotation.of({ lifetime: Duration.days(45), renewBefore: Duration.days(15) }) }, '360h0m0s'],
    ['where workloads live shorter by default', { workload: CertificateRotation.of({ lifetime: Duration.hours(1), renewBefore: Duration.minutes(20) }) }, '720h0m0s'],
  ])('lives at most as long as an intermediate is kept after it is replaced: the rotation %s', (__, rotation, longest) => {
    const { policy, intermediate } = policyOf(rotation);
    expect([policy.constraints, intermediate.renewBefore]).toEqual([{ maxDuration: longest }, longest]);
  });
});

test('a namespace that did not ask has no policy, so that its requests wait for ever', () => {
  const objects = written(chain => chain.addIntermediate('mesh').issuerFor('shop'));
  expect(policiesFor(objects, CERT_MANAGER, MESH, 'bank')).toEqual([]);
});

test('a namespace that asks twice is allowed once', () => {
  const objects = written(chain => {
    const mesh = chain.addIntermediate('mesh');
    mesh.issuerFor('shop');
    mesh.issuerFor('shop');
  });
  expect(policiesFor(objects, CERT_MANAGER, MESH, 'shop')).toHaveLength(1);
});

test('a program that requests by itself is granted its own policy and no other one', () => {
  const objects = written(chain => chain._protection.allowRequester(chain.addIntermediate('mesh').issuerFor('istio-system'), CSR, 'istio-system'));
  const [policy, ...others] = policiesFor(objects, CSR, MESH, 'istio-system');
  expect(others).toEqual([]);
  // It requests for workloads of every namespace.
  expect(policy.spec.allowed.uris).toEqual({ values: ['spiffe://prod.example.com/ns/*/sa/*'] });
  expect(policy.spec.allowed).not.toHaveProperty('isCA');
  // What cert-manager may use, the policies of the chain's own CAs among it, the program may not.
  expect(policiesFor(objects, CSR, { name: 'ca-root-a', kind: 'Issuer', group: 'cert-manager.io' }, 'cert-manager')).toEqual([]);
  expect(policiesFor(objects, CERT_MANAGER, MESH, 'istio-system').map(({ metadata }) => metadata.name)).not.toContain(policy.metadata.name);
});

test('programs of two meshes, and of one name in two namespaces, each have their grant', () => {
  const others = [CSR, { ...CSR, namespace: 'other' }];
  const objects = written(chain => ['one', 'two'].forEach(name => {
    const issuer = chain.addIntermediate(name).issuerFor('istio-system');
    others.forEach(program => chain._protection.allowRequester(issuer, program, 'istio-system'));
  }));
  for (const issuer of ['ca-one', 'ca-two']) {
    for (const program of others) {
      expect(policiesFor(objects, program, { ...MESH, name: issuer }, 'istio-system')).toHaveLength(1);
    }
  }
});

test.each<[string, [string, string], [string, string]]>([
  ['intermediate and namespace run into each other', ['mesh', 'a-b'], ['mesh-a', 'b']],
  ['an intermediate is called as another one and a namespace', ['mesh', 'shop'], ['mesh-shop', 'bank']],
])('each has its policy although %s', (_, ...pairs) => {
  const objects = written(chain => pairs.forEach(([intermediate, namespace]) => chain.addIntermediate(intermediate).issuerFor(namespace)));
  for (const [intermediate, namespace] of pairs) {
    expect(policiesFor(objects, CERT_MANAGER, { ...MESH, name: `ca-${intermediate}` }, namespace)).toHaveLength(1);
  }
});

test('cert-manager is granted the policies under whatever service account it runs', () => {
  const moved = { namespace: 'platform', name: 'cm' };
  const objects = written(chain => chain.addIntermediate('mesh').issuerFor('shop'), { certManagerServiceAccount: 'platform/cm' });
  expect(policiesFor(objects, moved, MESH, 'shop')).toHaveLength(1);
  expect(policiesFor(objects, CERT_MANAGER, MESH, 'shop')).toEqual([]);
});

test('nothing is granted where there is no policy yet: a role that names none grants all', () => {
  const issuer = IssuerRef.awsPrivateCaCluster('root');
  const objects = objectsOf(chainOf({ keyProtection: { approverPolicy: true, administrators: ['x'] }, roots: [RootCa.external('aws', { issuer, certificate: ROOT_PEM })] }));
  expect(namesOf(objects, 'ClusterRole')).toEqual([]);
});

test('without approver-policy there is none of it', () => {
  const objects = written(chain => chain.addIntermediate('mesh').issuerFor('shop'), { approverPolicy: false });
  expect([namesOf(objects, 'CertificateRequestPolicy'), namesOf(objects, 'ClusterRole')]).toEqual([[], []]);
});

test('while one root replaces another, an intermediate may come from either', () => {
  const issuersOf = (rootRotation: RootRotation) => {
    const chain = chainOf({ roots: TWO_ROOTS, rootRotation, keyProtection: { approverPolicy: true } });
    chain.addIntermediate('mesh');
    const objects = objectsOf(chain);
    const role = objectIn(objects, 'ClusterRole', 'ca-approval');
    return namesOf(objects, 'CertificateRequestPolicy')
      .filter(name => name.endsWith('ca-mesh') && role.rules[0].resourceNames.includes(name))
      .map(name => objectIn(objects, 'CertificateRequestPolicy', name).spec.selector.issuerRef.name);
  };
  expect([RootRotation.publish(SLOTS), RootRotation.activate(SLOTS), RootRotation.drain(SLOTS)].map(issuersOf)).toEqual([
    ['ca-root-2026', 'ca-root-2027'], ['ca-root-2026', 'ca-root-2027'], ['ca-root-2027'],
  ]);
});
