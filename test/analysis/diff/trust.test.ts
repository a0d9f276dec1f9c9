import { diff, trust } from './states';
import { bundle, caCertificate, certificate, clusterIssuer, issuer, PlainObject, vault } from '../objects';
import { mounting, podsOf } from '../trust/objects';

const SELF = clusterIssuer({ selfSigned: {} }, 'self-signed');

/** A root in a slot of its own, with the issuer that signs with it. */
function root(name: string): PlainObject[] {
  return [caCertificate({ commonName: name, secretName: name }, { name }), clusterIssuer({ ca: { secretName: name } }, name)];
}

/** The intermediate that everything else is under, signed by a root. */
function mesh(by: string): PlainObject[] {
  return [
    caCertificate({ commonName: 'mesh', secretName: 'mesh', issuerRef: { name: by, kind: 'ClusterIssuer' } }, { name: 'mesh' }),
    clusterIssuer({ ca: { secretName: 'mesh' } }, 'mesh'),
    certificate({ issuerRef: { name: 'mesh', kind: 'ClusterIssuer' } }),
  ];
}

/** The roots in these slots, to be trusted. */
function trusted(...names: string[]): PlainObject {
  return bundle({ sources: names.map(name => ({ secret: { name, key: 'tls.crt' } })) });
}

const NOTHING = [SELF];
const ONE = [SELF, ...root('a'), ...mesh('a'), trusted('a')];
const BOTH_SLOTS = [SELF, ...root('a'), ...root('b')];
const PUBLISHED = [...BOTH_SLOTS, ...mesh('a'), trusted('a', 'b')];
const ACTIVATED = [...BOTH_SLOTS, ...mesh('b'), trusted('a', 'b')];
const RETIRED = [SELF, ...root('b'), ...mesh('b'), trusted('b')];

/** What is no news. */
const breaking = (before: PlainObject[], after: PlainObject[]): string[] => trust(diff(before, after)).filter(text => !text.endsWith(' info'));

describe('a root that is replaced', () => {
  test('step by step breaks nothing', () => {
    expect(trust(diff(ONE, PUBLISHED))).toEqual(['root-appears info', 'issuer-appears info']);
    expect(trust(diff(PUBLISHED, ACTIVATED))).toEqual(['issuer-replaced info']);
    expect(trust(diff(ACTIVATED, RETIRED))).toEqual(['root-vanishes info', 'issuer-vanishes info']);
  });

  test('the first one of all is no replacement', () => {
    expect(breaking(NOTHING, ONE)).toEqual([]);
    expect(breaking(ONE, NOTHING)).toEqual([]);
  });

  test('published and used at once, it is unknown to those who have not loaded it', () => {
    const change = diff(ONE, ACTIVATED);
    expect(breaking(ONE, ACTIVATED)).toEqual(['activated-before-trusted error', 'issuer-replaced warning']);
    expect(change.trust[0]).toMatchObject({
      message: expect.stringContaining('Certificate cert-manager/b begins to sign Certificate cert-manager/mesh, Certificate shop/web in the same change in which Bundle roots begins to trust it'),
      fix: expect.stringContaining('first add Certificate cert-manager/b to the bundle'),
      objects: [
        { kind: 'Certificate', namespace: 'cert-manager', name: 'b' },
        { kind: 'Bundle', name: 'roots' },
        { kind: 'Certificate', namespace: 'cert-manager', name: 'mesh' },
        { kind: 'Certificate', namespace: 'shop', name: 'web' },
      ],
    });
  });

  test('used and never published, nobody trusts it', () => {
    expect(breaking(ONE, [...BOTH_SLOTS, ...mesh('b'), trusted('a')])).toEqual(['activated-before-trusted error', 'issuer-replaced warning']);
  });

  test('dropped before what it signed has ended, those that are in use are refused', () => {
    expect(breaking(PUBLISHED, RETIRED)).toEqual(['retired-while-presented error', 'issuer-replaced warning']);
    expect(breaking(ONE, RETIRED)).toEqual(['retired-while-presented error', 'activated-before-trusted error', 'issuer-replaced warning']);
  });

  test('dropped while it signs, what it signs is refused', () => {
    const change = diff(PUBLISHED, [...BOTH_SLOTS, ...mesh('a'), trusted('b')]);
    expect(trust(change)).toEqual(['retired-while-signing error']);
    expect(change.trust[0].message).toContain('Bundle roots drops Certificate cert-manager/a, which goes on signing: Certificate cert-manager/mesh, Certificate shop/web');
  });

  test('dropped after it has signed nothing for long, nothing happens', () => {
    expect(breaking(PUBLISHED, [...BOTH_SLOTS, ...mesh('a'), trusted('a')])).toEqual([]);
  });

  test('its Certificate may not go as long as its key signs', () => {
    const withoutCertificate = ONE.filter(({ metadata }) => metadata.name !== 'a').concat(root('a').slice(1));
    const change = diff(ONE, withoutCertificate);
    expect(trust(change)).toEqual(['root-still-signs error']);
    expect(change.trust[0].objects).toEqual([
      { kind: 'Certificate', namespace: 'cert-manager', name: 'a' },
      ...['mesh', 'a'].map(name => ({ kind: 'ClusterIssuer', name })),
      { kind: 'Certificate', namespace: 'cert-manager', name: 'mesh' },
      { kind: 'Certificate', namespace: 'shop', name: 'web' },
    ]);
  });

  test('what nobody knows is not said: a bundle with a source that is not among the manifests', () => {
    const unknown = bundle({ sources: [{ configMap: { name: 'elsewhere', key: 'ca.crt' } }] });
    expect(breaking([SELF, ...root('a'), ...mesh('a'), unknown], [...BOTH_SLOTS, ...mesh('b'), unknown])).toEqual(['issuer-replaced warning']);
  });

  test('the ca.crt beside a certificate changes root in one moment, which matters if somebody reads it', () => {
    const reader = podsOf('web', mounting({ secret: { secretName: 'web-tls' } }));
    const [one, other] = [[...BOTH_SLOTS, ...mesh('a')], [...BOTH_SLOTS, ...mesh('b')]];
    expect(breaking(one, other)).toEqual(['issuer-replaced warning']);
    expect(breaking([...one, reader], [...other, reader])).toEqual(['retired-while-presented error', 'activated-before-trusted error', 'issuer-replaced warning']);
  });
});

describe('issuers and bundles', () => {
  const ca = issuer({ ca: { secretName: 'ca' } });

  test('an issuer that somebody still names may not go', () => {
    expect(trust(diff([ca, certificate()], [certificate()]))).toContain('issuer-still-named error');
    expect(trust(diff([ca], []))).toEqual(['issuer-vanishes info', 'root-vanishes info'].sort().reverse());
    expect(trust(diff([], [ca]))).toEqual(['root-appears info', 'issuer-appears info']);
  });

  test('an issuer that was never among the manifests did not go', () => {
    expect(trust(diff([certificate()], [certificate()]))).toEqual([]);
    expect(trust(diff([certificate()], [certificate({ commonName: 'other' })]))).toEqual([]);
  });

  test('another issuer by the same name has nothing issued again', () => {
    const change = diff([ca, certificate()], [issuer({ ca: { secretName: 'other' } }), certificate()]);
    expect(trust(change)).toContain('issuer-replaced warning');
    expect(trust(diff([issuer(vault()), certificate()], [issuer(vault({ path: 'pki/sign/other' })), certificate()]))).toEqual(['issuer-replaced warning']);
    expect(trust(diff([issuer(vault())], [issuer(vault({ path: 'pki/sign/other' }))]))).toEqual(['issuer-replaced info']);
    expect(trust(diff([ca, certificate()], [{ ...ca, metadata: { ...ca.metadata, labels: { a: 'b' } } }, certificate()]))).toEqual([]);
  });

  test('a bundle that pods still mount may not go', () => {
    const reader = podsOf('web', mounting({ configMap: { name: 'roots' } }));
    const [withBundle, without] = [[SELF, ...root('a'), trusted('a')], [SELF, ...root('a')]];
    expect(trust(diff([...withBundle, reader], [...without, reader]))).toEqual(['bundle-still-read error']);
    expect(trust(diff([...withBundle, reader], without))).toEqual(['bundle-vanishes info']);
    expect(trust(diff(without, [...withBundle, reader]))).toEqual(['bundle-appears info']);
    const byHand = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'roots', namespace: 'shop' }, data: {} };
    expect(trust(diff([...withBundle, reader], [...without, reader, byHand]))).toEqual(['bundle-vanishes info']);
  });
});
