import { chainOf, INTERMEDIATE_PEM, LEAF_PEM, Manifest, namesOf, objectIn, objectsOf } from './_chain';
import { signersOf } from './_signers';
import { REFUSED_PEM, ROOT_PEM } from './certmanager/fixtures';
import { IntermediateCaOptions, RootCa } from '../../src/pki';
import { IssuerRef, VaultAuth } from '../../src/pki/certmanager';

const vault = { server: 'https://vault:8200', path: 'pki/root/sign-intermediate', auth: VaultAuth.token({ secretName: 'vault', key: 'token' }) };
const external = (issuer: IssuerRef, certificate = ROOT_PEM) => RootCa.external('cloud', { issuer, certificate });

/** What is written for a chain with this root and one intermediate. */
function written(root: RootCa, options: IntermediateCaOptions = {}) {
  const chain = chainOf({ roots: [root] });
  chain.addIntermediate('mesh', options);
  chain.trustBundle.addNamespace('shop');
  return objectsOf(chain);
}

describe('a root that cert-manager makes', () => {
  test('is never renewed and keeps its key, while an intermediate is renewed with a new one', () => {
    const objects = written(RootCa.selfSigned('2026'));
    expect(objectIn(objects, 'Certificate', 'ca-root-2026').spec).toMatchObject({ renewal: { policy: 'Disabled' }, privateKey: { rotationPolicy: 'Never' } });
    expect(objectIn(objects, 'Certificate', 'ca-root-2026').spec).not.toHaveProperty('renewBefore');
    expect(objectIn(objects, 'Certificate', 'ca-mesh').spec).toMatchObject({ renewBefore: '720h0m0s', privateKey: { rotationPolicy: 'Always' } });
    expect(objectIn(objects, 'Certificate', 'ca-mesh').spec).not.toHaveProperty('renewal');
  });

  test('has a common name, without which TLS libraries take a self-signed certificate as invalid, and nothing in its subject that may change', () => {
    const { spec } = objectIn(written(RootCa.selfSigned('2026')), 'Certificate', 'ca-root-2026');
    expect(spec.commonName).toBe('ca-root-2026');
    expect(spec).not.toHaveProperty('subject');
  });
});

describe('a root in a Secret', () => {
  const sources = (root: RootCa) => objectIn(written(root), 'Bundle', 'ca-roots').spec.sources;

  test('is trusted as the Secret holds it, or as its certificate is given', () => {
    expect(sources(RootCa.fromSecret('2026', { secretName: 'root' }))).toEqual([{ secret: { name: 'root', key: 'tls.crt' } }]);
    expect(sources(RootCa.fromSecret('2026', { secretName: 'root', certificate: ROOT_PEM }))).toEqual([{ inLine: ROOT_PEM }]);
  });

  test('is refused with a certificate that is none of a root', () => {
    expect(() => RootCa.fromSecret('2026', { secretName: 'root', certificate: LEAF_PEM })).toThrow(/^RootCa\.fromSecret\("2026"\)/);
  });
});

describe('a root that is trusted alone', () => {
  const OLD = RootCa.trusted('old', ROOT_PEM);
  const withRoots = (roots: RootCa[]) => {
    const chain = chainOf({ roots, activeRoot: '2026' });
    chain.addIntermediate('mesh').issuerFor('shop');
    chain.addIntermediate('istio', { namespace: 'istio-system' });
    chain.trustBundle.addNamespace('shop');
    return objectsOf(chain);
  };

  test('is in the bundle, and changes nothing else: no issuer, no Certificate, no guard', () => {
    const others = (objects: Manifest[]) => objects.filter(({ kind }) => kind !== 'Bundle');
    const [before, after] = [withRoots([RootCa.selfSigned('2026')]), withRoots([RootCa.selfSigned('2026'), OLD])];
    expect(others(after)).toEqual(others(before));
    expect(objectIn(after, 'Bundle', 'ca-roots').spec.sources).toEqual([{ secret: { name: 'ca-root-2026', key: 'tls.crt' } }, { inLine: ROOT_PEM }]);
  });

  test.each<[string, RootCa[], string | undefined]>([
    ['if it is named', [RootCa.selfSigned('2026'), OLD], 'old'],
    ['if it is the only one', [OLD], undefined],
  ])('signs no intermediate, %s', (_, roots, activeRoot) => {
    for (const namespace of [undefined, 'istio-system']) {
      expect(() => chainOf({ roots, activeRoot }).addIntermediate('mesh', { namespace }))
        .toThrow(new Error('[p/ca/root-old] activeRoot "old": this root is trusted alone and cannot sign. Name a root that signs, for example RootCa.selfSigned("2026").'));
    }
  });
});

describe('what signs an intermediate', () => {
  test.each<[string, RootCa, string[]]>([
    ['a root that cert-manager makes', RootCa.selfSigned('2026'), ['cert-manager/ca-root-2026', 'self-signed']],
    ['a root in a Secret', RootCa.fromSecret('corp', { secretName: 'corp-root' }), ['cert-manager/corp-root', 'written by others']],
    ['a root in Vault', RootCa.vault('corp', { vault, certificate: ROOT_PEM }), ['vault']],
    ['a root in the cloud', external(IssuerRef.awsPrivateCaCluster('root')), ['AWSPCAClusterIssuer root']],
  ])('%s', (_, root, signers) => {
    const objects = written(root);
    const { spec } = objectIn(objects, 'Certificate', 'ca-mesh');
    expect(signersOf(objects, spec.issuerRef, 'cert-manager', 'cert-manager')).toEqual(signers);
    // The same for an intermediate whose key is elsewhere, through an issuer that can be used there.
    const elsewhere = written(root, { namespace: 'istio-system' });
    expect(signersOf(elsewhere, objectIn(elsewhere, 'Certificate', 'ca-mesh').spec.issuerRef, 'istio-system', 'cert-manager')).toEqual(signers);
  });

  test('a root that exists already is not made a second time', () => {
    expect(namesOf(written(RootCa.fromSecret('corp', { secretName: 'corp-root' })), 'Certificate')).toEqual(['cert-manager/ca-mesh']);
  });

  test.each<[string, RootCa]>([
    ['made by cert-manager', RootCa.selfSigned('x')],
    ['in a Secret', RootCa.fromSecret('x', { secretName: 'corp-root' })],
    ['in Vault', RootCa.vault('x', { vault, certificate: ROOT_PEM })],
  ])('an issuer that every namespace can use exists only where an intermediate\'s key is elsewhere: a root %s', (_, root) => {
    const inside = written(root);
    expect([namesOf(inside, 'ClusterIssuer'), namesOf(inside, 'Issuer')]).toEqual([[], expect.arrayContaining(['cert-manager/ca-root-x'])]);
    const outside = written(root, { namespace: 'istio-system' });
    expect([namesOf(outside, 'ClusterIssuer'), namesOf(outside, 'Issuer')]).toEqual([['ca-root-x'], expect.not.arrayContaining(['cert-manager/ca-root-x'])]);
  });

  test('a root that nothing hangs below has no issuer through which it could sign', () => {
    expect(namesOf(objectsOf(chainOf()), 'Issuer')).toEqual(['cert-manager/ca-root-a-bootstrap']);
  });
});

describe('an issuer that something else keeps', () => {
  test('serves the key namespace if it is an issuer of one namespace', () => {
    expect(objectIn(written(external(IssuerRef.awsPrivateCa('root'))), 'Certificate', 'ca-mesh').spec.issuerRef)
      .toEqual({ name: 'root', kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io' });
  });

  test('does not serve another namespace then', () => {
    expect(() => written(external(IssuerRef.awsPrivateCa('root')), { namespace: 'istio-system' }))
      .toThrow('AWSPCAIssuer "root": the issuer can be used in its own namespace only, and an intermediate in "istio-system" needs it. Use an issuer of the whole cluster for this root.');
  });

  test('that gives CAs of path length 0 can be a root, as intermediates sign workloads only', () => {
    const { limits } = IssuerRef.awsPrivateCaCluster('root').toIssuerReference();
    expect(limits).toEqual({ caPathLength: 0 });
    const chain = chainOf({ roots: [external(IssuerRef.awsPrivateCaCluster('root'))] });
    chain.addIntermediate('mesh').issuerFor('shop');
    // Below the intermediate is no further CA.
    expect(namesOf(objectsOf(chain), 'Certificate')).toEqual(['cert-manager/ca-mesh']);
  });
});

describe('refused at once', () => {
  const LABEL = 'must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write a short name, for example "2026".';
  const REMEDY = 'Give the root\'s own certificate: what is below it may change without anyone\'s being told.';

  test.each<[string, () => unknown, string]>([
    ['a slot that is no name', () => RootCa.selfSigned('Root 1'), `RootCa slot "Root 1": ${LABEL}`],
    ['a slot that is empty', () => RootCa.fromSecret('', { secretName: 'x' }), `RootCa slot "": ${LABEL}`],
    ['a slot that is too long', () => external(IssuerRef.googleCas('x')).slot && RootCa.vault('s'.repeat(64), { vault, certificate: ROOT_PEM }),
      'has 64 characters, at most 63 are allowed. Write a short name, for example "2026".'],
    ['no Secret', () => RootCa.fromSecret('corp', { secretName: '' }), 'RootCa.fromSecret("corp"): secretName "" must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit. Write the name of a Secret.'],
    ['a Secret that would be a pattern', () => RootCa.fromSecret('corp', { secretName: '.*' }), 'RootCa.fromSecret("corp"): secretName ".*" must be lower-case'],
    ['an intermediate in Vault\'s place', () => RootCa.vault('corp', { vault, certificate: INTERMEDIATE_PEM }),
      `RootCa.vault("corp"): certificate 1, "CN=intermediate", is signed by "CN=root": it is no root. ${REMEDY}`],
    ['a whole chain', () => external(IssuerRef.awsPrivateCaCluster('x'), `${ROOT_PEM}${INTERMEDIATE_PEM}`),
      `RootCa.external("cloud"): certificate 2, "CN=intermediate", is signed by "CN=root": it is no root. ${REMEDY}`],
    ['an intermediate that would be trusted alone', () => RootCa.trusted('old', INTERMEDIATE_PEM),
      `RootCa.trusted("old"): certificate 1, "CN=intermediate", is signed by "CN=root": it is no root. ${REMEDY}`],
    ['a slot of a trusted root that is no name', () => RootCa.trusted('Old', ROOT_PEM), `RootCa slot "Old": ${LABEL}`],
    ['a certificate that is no CA\'s', () => external(IssuerRef.awsPrivateCaCluster('x'), LEAF_PEM),
      `RootCa.external("cloud"): certificate 1, "CN=web", is not that of a certificate authority. ${REMEDY}`],
  ])('%s', (_, make, message) => {
    expect(make).toThrow(message);
  });

  test.each(REFUSED_PEM)('text that is not certificates alone: %s', (_, pem, problem) => {
    for (const make of [() => RootCa.vault('corp', { vault, certificate: pem }), () => external(IssuerRef.awsPrivateCaCluster('x'), pem), () => RootCa.trusted('old', pem)]) {
      expect(make).toThrow(problem);
      expect(make).not.toThrow('c2VjcmV0');
    }
  });

  test.each<[string, RootCa[]]>([
    ['two slots with one Secret', [RootCa.fromSecret('2026', { secretName: 'root' }), RootCa.fromSecret('2027', { secretName: 'root' })]],
    ['a slot with the Secret of another that cert-manager writes', [RootCa.selfSigned('2026'), RootCa.fromSecret('2027', { secretName: 'ca-root-2026' })]],
  ])('%s, between which a root could not be rotated', (_, roots) => {
    expect(() => chainOf({ roots, activeRoot: '2026' })).toThrow(/\[p\/ca\/root-2027\] Secret "cert-manager\/[a-z0-9-]+": it holds the key of another CA of this chain\. Give each CA a Secret of its own\./);
  });
});
