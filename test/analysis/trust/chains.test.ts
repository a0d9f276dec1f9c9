import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { caCertificate, certificate, clusterIssuer, issuer, PlainObject, vault } from '../objects';
import { graphOf, intermediateCa, meshLeaf, podsOf, mounting, csi, rootCa, secret } from './objects';
import { describeObject } from '../../../src/core/finding';

/** The way up of the last Certificate, and the root at its end. */
const wayUp = (objects: readonly PlainObject[], settings = {}): { steps: string[]; root: string; kind: string } => {
  const graph = graphOf(objects, settings);
  const { steps, root } = graph.chainOf(graph.certificates()[graph.certificates().length - 1]);
  return { steps: steps.map(({ reference }) => describeObject(reference)), root: root.id, kind: root.kind };
};

describe('a certificate is followed', () => {
  test('through issuers and Secrets to the root that signs itself', () => {
    expect(wayUp([...rootCa(), ...intermediateCa(), meshLeaf()])).toEqual({
      steps: [
        'Certificate shop/web', 'ClusterIssuer mesh', 'Secret cert-manager/mesh-ca',
        'Certificate cert-manager/mesh', 'ClusterIssuer root', 'Secret cert-manager/root-ca',
        'Certificate cert-manager/root', 'ClusterIssuer self-signed',
      ],
      root: 'secret/cert-manager/root-ca',
      kind: 'self-signed',
    });
  });

  test('into the namespace of an Issuer', () => {
    const objects = [issuer({ selfSigned: {} }, { name: 'self' }), caCertificate({ issuerRef: { name: 'self' } }, { namespace: 'shop' }), issuer({ ca: { secretName: 'root-ca' } }), certificate()];
    expect(wayUp(objects)).toMatchObject({ root: 'secret/shop/root-ca', kind: 'self-signed' });
  });

  test('into the namespace from which cert-manager reads', () => {
    expect(wayUp([...rootCa(), ...intermediateCa(), meshLeaf()], { clusterResourceNamespace: 'keys' })).toMatchObject({ root: 'secret/keys/mesh-ca', kind: 'given' });
  });

  test('to a Secret that nothing issues', () => {
    expect(wayUp([issuer({ ca: { secretName: 'given' } }), certificate()])).toEqual({
      steps: ['Certificate shop/web', 'Issuer shop/ca', 'Secret shop/given'], root: 'secret/shop/given', kind: 'given',
    });
  });

  test('to the certificate itself where the Secret shows it', () => {
    const shown = (pem: PlainObject): string => wayUp([issuer({ ca: { secretName: 'given' } }), secret('given', pem, 'shop'), certificate()]).root;
    expect(shown({ 'tls.crt': INTERMEDIATE_PEM, 'ca.crt': ROOT_PEM })).toMatch(/^sha256\/[0-9a-f]{64}$/);
    expect(shown({ 'tls.crt': ROOT_PEM })).toBe(shown({ 'tls.crt': INTERMEDIATE_PEM, 'ca.crt': ROOT_PEM }));
    // An intermediate alone does not say what its root is.
    expect(shown({ 'tls.crt': INTERMEDIATE_PEM })).toBe('secret/shop/given');
  });

  test.each<[string, PlainObject[], string, string]>([
    ['to Vault', [issuer(vault()), certificate()], 'issuer/Issuer/shop/ca', 'external'],
    ['to a cloud', [certificate({ issuerRef: { group: 'awspca.cert-manager.io', kind: 'AWSPCAClusterIssuer', name: 'pca' } })], 'issuer/AWSPCAClusterIssuer.awspca.cert-manager.io/pca', 'external'],
    ['to a cloud in its namespace', [certificate({ issuerRef: { group: 'awspca.cert-manager.io', kind: 'AWSPCAIssuer', name: 'pca' } })], 'issuer/AWSPCAIssuer.awspca.cert-manager.io/shop/pca', 'external'],
    ['to an issuer that is not there', [certificate()], 'issuer/Issuer/shop/ca', 'unknown'],
    ['to an issuer that says nothing', [issuer({}), certificate()], 'issuer/Issuer/shop/ca', 'unknown'],
    ['to nowhere', [certificate({ issuerRef: undefined })], 'lost/shop/web', 'unknown'],
  ])('%s', (_, objects, root, kind) => expect(wayUp(objects)).toMatchObject({ root, kind }));

  test('until issuers sign each other', () => {
    const circle = ['a', 'b'].flatMap((name, index) => [
      caCertificate({ secretName: name, issuerRef: { name: ['b', 'a'][index], kind: 'ClusterIssuer' } }, { name }), clusterIssuer({ ca: { secretName: name } }, name),
    ]);
    const lasso = meshLeaf({ issuerRef: { name: 'a', kind: 'ClusterIssuer' } });
    expect(wayUp([...circle, lasso])).toMatchObject({ kind: 'unknown', root: 'lost/cert-manager/a' });
    expect(graphOf(circle).chainOf(graphOf(circle).certificates()[0]).root.kind).toBe('unknown');
  });

  test('no further than chains are', () => {
    const tower = Array.from({ length: 2000 }, (_, index) => [
      caCertificate({ secretName: `ca-${index}`, issuerRef: { name: `ca-${index + 1}`, kind: 'ClusterIssuer' } }, { name: `ca-${index}` }),
      clusterIssuer({ ca: { secretName: `ca-${index}` } }, `ca-${index}`),
    ]).flat();
    const graph = graphOf(tower);
    expect(graph.chainOf(graph.certificates()[0])).toMatchObject({ root: { kind: 'unknown' }, authorities: { length: 16 } });
    expect(graph.roots().length).toBeGreaterThan(0);
  });
});

describe('a root', () => {
  const graph = graphOf([...rootCa(), ...intermediateCa(), meshLeaf(), podsOf('csi', mounting(csi())), issuer(vault(), { name: 'vault' })]);

  test('is known by an id that does not depend on where it stands', () => {
    expect(graph.roots().map(({ id }) => id)).toEqual(['secret/cert-manager/root-ca', 'issuer/Issuer/shop/vault']);
    expect(graphOf([...rootCa()].reverse()).roots().map(({ id }) => id)).toContain('secret/cert-manager/root-ca');
  });

  test('has certificates and issuers under it', () => {
    expect(graph.certificatesUnder('secret/cert-manager/root-ca').map(({ object }) => object.manifest.metadata.name)).toEqual(['root', 'mesh', 'web']);
    expect(graph.issuersUnder(graph.root('secret/cert-manager/root-ca')!).map(({ id }) => id)).toEqual(['ClusterIssuer/root', 'ClusterIssuer/mesh']);
    expect(graph.issuersUnder('issuer/Issuer/shop/vault').map(({ type }) => type)).toEqual(['vault']);
    expect(graph.issuers().map(({ type }) => type)).toEqual(['vault', 'selfSigned', 'ca', 'ca']);
  });

  test('of an issuer that signs itself there is none', () => {
    expect(graph.chainOfIssuer(graph.issuers()[1])).toBeUndefined();
  });
});

test('an issuer that only a volume refers to is one', () => {
  const graph = graphOf([podsOf('csi', mounting(csi()))]);
  expect(graph.issuers()).toEqual([{ id: 'ClusterIssuer/mesh', type: 'unknown', reference: { kind: 'ClusterIssuer', name: 'mesh' } }]);
});

test('lifetimes are counted tier by tier', () => {
  const HOUR = 3_600_000;
  const graph = graphOf([...rootCa({ duration: '9000h', renewBefore: undefined }), ...intermediateCa(), meshLeaf({ renewal: { policy: 'Disabled' } })]);
  const tiers = graph.lifetimesOf(graph.certificates()[2]);
  const hours = (time: number | undefined): number | undefined => (time === undefined ? undefined : time / HOUR);
  expect(tiers.map(({ duration, renewBefore, slack }) => [duration, renewBefore, slack].map(hours))).toEqual([
    [24, undefined, 720 - 24],
    [2160, 720, 3000 - 2160],
    [9000, 3000, undefined],
  ]);
  const unreadable = graphOf([meshLeaf({ duration: '1y' })]);
  expect(unreadable.lifetimesOf(unreadable.certificates()[0])).toEqual([{ certificate: unreadable.certificates()[0] }]);
});
