import { Bundle, BundleNamespaces, BundleProps, BundleSource, BundleTarget, LabelExpression, TrustStoreProfile } from '../../../src/pki/trustmanager';
import { chartIn, REFUSED_PEM, ROOT_PEM } from '../certmanager/fixtures';

const NAME = 'kubernetes.io/metadata.name';
const target: BundleTarget = { configMap: { key: 'ca.crt' } };

function bundle(props: Partial<BundleProps> = {}): Bundle {
  return new Bundle(chartIn('shop'), 'roots', { metadata: { name: 'roots' }, target, sources: [BundleSource.secret('root', 'ca.crt')], ...props });
}

function selectorOf(namespaces: BundleNamespaces | undefined): unknown {
  return bundle({ namespaces }).toJson().spec.target.namespaceSelector;
}

test('a bundle writes a root into the namespaces named', () => {
  expect(bundle({ namespaces: BundleNamespaces.named('shop') }).toJson()).toEqual({
    apiVersion: 'trust.cert-manager.io/v1alpha1',
    kind: 'Bundle',
    metadata: { name: 'roots' },
    spec: {
      sources: [{ secret: { name: 'root', key: 'ca.crt' } }],
      target: { configMap: { key: 'ca.crt' }, namespaceSelector: { matchExpressions: [{ key: NAME, operator: 'In', values: ['shop'] }] } },
    },
  });
});

describe('sources', () => {
  test.each<[string, BundleSource, object]>([
    ['one key of a ConfigMap', BundleSource.configMap('a', 'k'), { configMap: { name: 'a', key: 'k' } }],
    ['all keys of a ConfigMap', BundleSource.configMap('a'), { configMap: { name: 'a', includeAllKeys: true } }],
    ['one key of a Secret', BundleSource.secret('a', 'k'), { secret: { name: 'a', key: 'k' } }],
    ['all keys of a Secret', BundleSource.secret('a'), { secret: { name: 'a', includeAllKeys: true } }],
    ['ConfigMaps by label', BundleSource.configMapsMatching({ labels: { root: 'yes' } }, 'k'), { configMap: { selector: { matchLabels: { root: 'yes' } }, key: 'k' } }],
    ['Secrets by expression', BundleSource.secretsMatching({ expressions: [LabelExpression.exists('root')] }),
      { secret: { selector: { matchExpressions: [{ key: 'root', operator: 'Exists' }] }, includeAllKeys: true } }],
    ['certificates in line', BundleSource.inLine(ROOT_PEM + ROOT_PEM), { inLine: ROOT_PEM + ROOT_PEM }],
    ['public certificate authorities', BundleSource.defaultCas(), { useDefaultCAs: true }],
  ])('%s', (_, source, expected) => {
    expect(bundle({ sources: [source] }).toJson().spec.sources).toEqual([expected]);
  });

  test('a source added later comes last', () => {
    const roots = bundle();
    roots.addSource(BundleSource.configMap('next', 'ca.crt'));
    roots.sources.pop();
    expect(roots.toJson().spec.sources).toEqual([{ secret: { name: 'root', key: 'ca.crt' } }, { configMap: { name: 'next', key: 'ca.crt' } }]);
  });

  test.each(REFUSED_PEM)('%s is refused in line', (_, pem, message) => {
    expect(() => BundleSource.inLine(pem)).toThrow(message);
  });

  test('a refused text is not repeated, for it may be a key', () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nc2VjcmV0';
    expect(() => BundleSource.inLine(secret)).toThrow(expect.objectContaining({ message: expect.not.stringContaining('c2VjcmV0') }));
  });

  test.each<[string, () => BundleSource, string]>([
    ['without a name', () => BundleSource.secret('', 'k'), 'BundleSource.secret(): name "" is empty'],
    ['with an empty key', () => BundleSource.configMap('a', ''), 'BundleSource.configMap(): key "" is empty'],
    ['that selects every Secret', () => BundleSource.secretsMatching({}), 'BundleSource.secretsMatching(): the selector is empty'],
  ])('a source %s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('namespaces', () => {
  test.each<[string, BundleNamespaces, unknown]>([
    ['every namespace, if that is said', BundleNamespaces.all(), undefined],
    ['namespaces by label', BundleNamespaces.matching({ labels: { mesh: 'on' } }), { matchLabels: { mesh: 'on' } }],
    ['namespaces by several conditions', BundleNamespaces.matching({
      labels: { mesh: 'on' },
      expressions: [LabelExpression.isIn('tier', ['a', 'b']), LabelExpression.isNotIn('env', ['dev']), LabelExpression.doesNotExist('legacy')],
    }), {
      matchLabels: { mesh: 'on' },
      matchExpressions: [
        { key: 'tier', operator: 'In', values: ['a', 'b'] },
        { key: 'env', operator: 'NotIn', values: ['dev'] },
        { key: 'legacy', operator: 'DoesNotExist' },
      ],
    }],
  ])('%s', (_, namespaces, selector) => {
    expect(selectorOf(namespaces)).toEqual(selector);
  });

  test('nothing said means no namespace, and never all of them', () => {
    // Every namespace has the label, so none matches.
    expect(selectorOf(undefined)).toEqual({ matchExpressions: [{ key: NAME, operator: 'DoesNotExist' }] });
  });

  test.each([undefined, BundleNamespaces.named('shop')])('namespaces can be added by name, in any order and repeatedly: %#', namespaces => {
    const roots = bundle({ namespaces });
    roots.addNamespace('shop');
    roots.addNamespace('bank');
    roots.addNamespace('bank');
    expect(roots.namespaceNames).toEqual(['bank', 'shop']);
    expect(roots.toJson().spec.target.namespaceSelector.matchExpressions).toEqual([{ key: NAME, operator: 'In', values: ['bank', 'shop'] }]);
  });

  test.each([BundleNamespaces.all(), BundleNamespaces.matching({ labels: { mesh: 'on' } })])('a name cannot be added to a selection of another kind: %#', namespaces => {
    expect(() => bundle({ namespaces }).addNamespace('shop')).toThrow('[test/roots] addNamespace("shop"): the bundle does not choose its namespaces by name');
  });

  test.each<[string, () => unknown, string]>([
    ['a name that no namespace has', () => bundle().addNamespace('Shop'), '[test/roots] addNamespace("Shop"): the name must be lower-case'],
    ['an empty list of names', () => BundleNamespaces.named(), 'BundleNamespaces.named(): the list of names is an empty list'],
    ['an empty selector', () => BundleNamespaces.matching({ labels: {}, expressions: [] }), 'which selects everything. Name labels, or write BundleNamespaces.all().'],
    ['an expression without values', () => LabelExpression.isIn('tier', []), 'LabelExpression.isIn(): values is an empty list'],
    ['an expression without a key', () => LabelExpression.exists(''), 'LabelExpression.exists(): key "" is empty'],
  ])('%s is refused', (_, make, message) => {
    expect(make).toThrow(message);
  });
});

describe('the target', () => {
  test('a bundle can write a ConfigMap, a Secret and trust stores', () => {
    const full: BundleTarget = {
      configMap: { key: 'ca.crt', labels: { a: 'b' } },
      secret: { key: 'ca.crt', annotations: { c: 'd' } },
      pkcs12: { key: 'trust.p12', profile: TrustStoreProfile.LEGACY_DES, password: 'changeit' },
      jks: { key: 'trust.jks' },
    };
    expect(bundle({ target: full, namespaces: BundleNamespaces.all() }).toJson().spec.target).toEqual({
      configMap: { key: 'ca.crt', metadata: { labels: { a: 'b' } } },
      secret: { key: 'ca.crt', metadata: { annotations: { c: 'd' } } },
      additionalFormats: { pkcs12: { key: 'trust.p12', profile: 'LegacyDES', password: 'changeit' }, jks: { key: 'trust.jks' } },
    });
  });

  test('a PKCS#12 trust store is one that current OpenSSL and Java read', () => {
    const { additionalFormats } = bundle({ target: { ...target, pkcs12: { key: 'p12' } } }).toJson().spec.target;
    expect(additionalFormats).toEqual({ pkcs12: { key: 'p12', profile: 'Modern2023' } });
  });

  test.each<[string, BundleTarget, string]>([
    ['nothing', { pkcs12: { key: 'p12' } }, 'target has neither configMap nor secret'],
    ['an empty key', { configMap: { key: '' } }, 'the key of a target "" is empty'],
    ['an empty key of a trust store', { ...target, jks: { key: '' } }, 'the key of a target "" is empty'],
  ])('%s to write to is refused', (_, refused, message) => {
    expect(() => bundle({ target: refused })).toThrow(`[test/roots] Bundle: ${message}`);
  });

  test('a namespace of the bundle itself is refused', () => {
    expect(() => bundle({ metadata: { namespace: 'shop' } })).toThrow('[test/roots] Bundle: metadata.namespace "shop"');
  });
});
