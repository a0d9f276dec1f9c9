import { INTERMEDIATE_PEM } from '../../pki/_chain';
import { ROOT_PEM } from '../../pki/certmanager/fixtures';
import { bundle, namespace, PlainObject } from '../objects';
import { configMap, graphOf, intermediateCa, meshLeaf, rootCa, secret } from './objects';

const source = (kind: 'secret' | 'configMap', reference: PlainObject): PlainObject => bundle({ sources: [{ [kind]: reference }] });
const ROOT = 'secret/cert-manager/root-ca';

/** What the first Bundle distributes, and whether that is all. */
const distributed = (objects: readonly PlainObject[], settings = {}): [string[], boolean] => {
  const [first] = graphOf(objects, settings).bundles();
  return [first.roots.map(({ id }) => id.replace(/[0-9a-f]{64}/, '…')), first.complete];
};

describe('a Bundle distributes', () => {
  test.each<[string, PlainObject[], [string[], boolean]]>([
    ['the root in its Secret', [...rootCa(), source('secret', { name: 'root-ca', key: 'tls.crt' })], [[ROOT], true]],
    ['the root beside itself', [...rootCa(), source('secret', { name: 'root-ca', key: 'ca.crt' })], [[ROOT], true]],
    ['the root beside an intermediate', [...rootCa(), ...intermediateCa(), source('secret', { name: 'mesh-ca', key: 'ca.crt' })], [[ROOT], true]],
    ['no root in the certificate of an intermediate', [...rootCa(), ...intermediateCa(), source('secret', { name: 'mesh-ca', key: 'tls.crt' })], [[], false]],
    ['a Secret with which an issuer signs', [rootCa()[2], source('secret', { name: 'root-ca', key: 'tls.crt' })], [[ROOT], true]],
    ['a Secret of which nothing is known', [source('secret', { name: 'root-ca', key: 'tls.crt' })], [[], false]],
    ['what a selector finds, which is not known', [...rootCa(), source('secret', { selector: {}, key: 'tls.crt' })], [[], false]],
    ['the certificates of a ConfigMap', [configMap('roots', { a: ROOT_PEM, b: INTERMEDIATE_PEM }), source('configMap', { name: 'roots', key: 'a' })], [['sha256/…'], true]],
    ['all certificates of a ConfigMap', [configMap('roots', { a: ROOT_PEM, b: INTERMEDIATE_PEM }), source('configMap', { name: 'roots', includeAllKeys: true })], [['sha256/…', 'sha256/…'], true]],
    ['the certificates of a Secret', [secret('roots', { a: ROOT_PEM }), source('secret', { name: 'roots', key: 'a' })], [['sha256/…'], true]],
    ['each certificate once', [bundle({ sources: [{ inLine: `${ROOT_PEM}\n${ROOT_PEM}` }, { inLine: ROOT_PEM }] })], [['sha256/…'], true]],
    ['public CAs', [bundle({ sources: [{ useDefaultCAs: true }, { useDefaultCAs: false }] })], [['public'], true]],
    ['what is known of several', [...rootCa(), bundle({ sources: [{ secret: { name: 'root-ca', key: 'tls.crt' } }, { configMap: { name: 'a', key: 'b' } }] })], [[ROOT], false]],
  ])('%s', (_, objects, expected) => expect(distributed(objects)).toEqual(expected));

  test('what is in the namespace from which trust-manager reads', () => {
    expect(distributed([...rootCa(), source('secret', { name: 'root-ca', key: 'tls.crt' })], { trustNamespace: 'trust' })).toEqual([[], false]);
  });
});

describe('the bundles of a graph', () => {
  const graph = graphOf([...rootCa(), ...intermediateCa(), meshLeaf(), configMap('copy', { 'ca.crt': ROOT_PEM }, 'shop'), configMap('settings', { a: 'b' }, 'shop'), bundle({})]);

  test('are Bundles, ConfigMaps with certificates, and what stands beside certificates', () => {
    expect(graph.bundles().map(({ id, kind }) => [id, kind])).toEqual([
      ['Bundle/roots', 'bundle'], ['ConfigMap/shop/copy', 'configMap'],
      ['Secret/cert-manager/root-ca', 'issued'], ['Secret/cert-manager/mesh-ca', 'issued'], ['Secret/shop/web-tls', 'issued'],
    ]);
  });

  test('are found by their root', () => {
    expect(graph.bundlesTrusting(ROOT).map(({ id }) => id)).toEqual(['Bundle/roots', 'Secret/cert-manager/root-ca', 'Secret/cert-manager/mesh-ca', 'Secret/shop/web-tls']);
    expect(graph.bundlesTrusting('secret/other/root')).toEqual([]);
  });

  test('trust a root, or not, or nobody knows', () => {
    const [trusting, copy] = graph.bundles();
    expect(graph.trusts(trusting, ROOT)).toBe(true);
    expect(graph.trusts(trusting, 'secret/other/root')).toBe(false);
    // A certificate without its Secret, and a Secret without its certificate, may be the same root.
    expect(graph.trusts(copy, ROOT)).toBeUndefined();
    expect(graph.trusts(copy, copy.roots[0])).toBe(true);
    expect(graph.trusts(copy, `sha256/${'0'.repeat(64)}`)).toBe(false);
  });
});

describe('the target of a Bundle', () => {
  const selecting = (namespaceSelector: PlainObject | undefined): PlainObject => bundle({ target: { configMap: { key: 'ca.crt' }, namespaceSelector } });
  const expression = (operator: string, ...values: string[]): PlainObject => ({ matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator, values }] });
  const behind = (objects: readonly PlainObject[], kind: 'ConfigMap' | 'Secret' = 'ConfigMap', name = 'roots'): string | undefined => graphOf(objects).bundleBehind(kind, 'shop', name)?.id;

  test.each<[string, PlainObject[], boolean]>([
    ['in every namespace', [selecting(undefined)], true],
    ['in a namespace that is named', [selecting(expression('In', 'shop', 'cart'))], true],
    ['in a namespace with a label', [namespace('shop', { mesh: 'yes' }), selecting({ matchLabels: { mesh: 'yes' } })], true],
    ['perhaps in a namespace of which the labels are not known', [selecting({ matchLabels: { mesh: 'yes' } })], true],
    ['not in a namespace that is not named', [selecting(expression('In', 'cart'))], false],
    ['not in a namespace that is excluded', [selecting(expression('NotIn', 'shop'))], false],
    ['not in a namespace without the label', [namespace('shop'), selecting({ matchLabels: { mesh: 'yes' } })], false],
  ])('is %s', (_, objects, expected) => expect(behind(objects)).toBe(expected ? 'Bundle/roots' : undefined));

  test('has the name and the kind that the Bundle says', () => {
    expect(behind([bundle({})], 'Secret')).toBeUndefined();
    expect(behind([bundle({})], 'ConfigMap', 'other')).toBeUndefined();
    expect(behind([bundle({ target: { secret: { key: 'ca.crt' } } })], 'Secret')).toBe('Bundle/roots');
    expect(graphOf([bundle({})]).isBundleTarget('ConfigMap', 'shop', 'roots')).toBe(true);
  });
});
