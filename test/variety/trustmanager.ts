import { optionsOf, valuesOf, varieties, variety, VarietyCase } from './case';
import { trustmanager } from '../../src';
import { ROOT_PEM } from '../pki/certmanager/fixtures';

const { Bundle, BundleNamespaces, BundleSource, LabelExpression, TrustStoreProfile } = trustmanager;

const selectors: Record<string, trustmanager.LabelSelector> = {
  'labels': { labels: { trust: 'mesh' } },
  'a value': { expressions: [LabelExpression.isIn('trust', ['mesh', 'shop'])] },
  'another value': { expressions: [LabelExpression.isNotIn('trust', ['none'])] },
  'a label': { expressions: [LabelExpression.exists('trust')] },
  'no label': { expressions: [LabelExpression.doesNotExist('trust')] },
  'labels and conditions': { labels: { trust: 'mesh' }, expressions: [LabelExpression.exists('team'), LabelExpression.doesNotExist('legacy')] },
};

const sources = {
  'a ConfigMap': BundleSource.configMap('roots'),
  'a key of a ConfigMap': BundleSource.configMap('roots', 'ca.crt'),
  'a Secret': BundleSource.secret('root'),
  'a key of a Secret': BundleSource.secret('root', 'tls.crt'),
  'certificates in line': BundleSource.inLine(ROOT_PEM),
  'the public authorities': BundleSource.defaultCas(),
  ...Object.fromEntries(Object.entries(selectors).flatMap(([name, selector]) => [
    [`ConfigMaps by ${name}`, BundleSource.configMapsMatching(selector)],
    [`a key of ConfigMaps by ${name}`, BundleSource.configMapsMatching(selector, 'ca.crt')],
    [`Secrets by ${name}`, BundleSource.secretsMatching(selector)],
    [`a key of Secrets by ${name}`, BundleSource.secretsMatching(selector, 'tls.crt')],
  ])),
};

const plain = { key: 'ca.crt' };
const objects = optionsOf<trustmanager.BundleTargetObject, Partial<trustmanager.BundleTargetObject>>(plain, { labels: { trust: 'mesh' }, annotations: { 'example.com/note': 'roots' } });
const targets: Record<string, trustmanager.BundleTarget> = {
  ...Object.fromEntries(Object.entries(objects).flatMap(([name, object]) => [[`a ConfigMap, ${name}`, { configMap: object }], [`a Secret, ${name}`, { secret: object }]])),
  'a ConfigMap and a Secret': { configMap: plain, secret: plain },
  'PKCS#12': { configMap: plain, pkcs12: { key: 'truststore.p12' } },
  'PKCS#12 with a password': { configMap: plain, pkcs12: { key: 'truststore.p12', password: 'changeit' } },
  ...Object.fromEntries(Object.values(valuesOf<trustmanager.TrustStoreProfile>(TrustStoreProfile)).map(profile => [`PKCS#12, ${profile}`, { secret: plain, pkcs12: { key: 'truststore.p12', profile } }])),
  'Java': { configMap: plain, jks: { key: 'truststore.jks' } },
  'Java with a password': { configMap: plain, jks: { key: 'truststore.jks', password: 'changeit' } },
  'PKCS#12 and Java': { configMap: plain, pkcs12: { key: 'truststore.p12' }, jks: { key: 'truststore.jks' } },
};

const namespaces = {
  'every namespace': BundleNamespaces.all(),
  'a namespace': BundleNamespaces.named('shop'),
  'namespaces': BundleNamespaces.named('shop', 'payments'),
  ...Object.fromEntries(Object.entries(selectors).map(([name, selector]) => [`namespaces by ${name}`, BundleNamespaces.matching(selector)])),
};

/** Every branch of trust-manager's constructs. */
export function trustManagerVariety(): VarietyCase[] {
  const target = { configMap: plain };
  return [
    ...varieties('a bundle from', sources, (chart, source) => new Bundle(chart, 'roots', { sources: [source], target })),
    ...varieties('a bundle in', targets, (chart, to) => new Bundle(chart, 'roots', { sources: [BundleSource.inLine(ROOT_PEM)], target: to })),
    ...varieties('a bundle for', namespaces, (chart, chosen) => new Bundle(chart, 'roots', { sources: [BundleSource.inLine(ROOT_PEM)], target, namespaces: chosen })),
    variety('a bundle filled later', chart => {
      const bundle = new Bundle(chart, 'roots', { metadata: { name: 'roots' }, target });
      bundle.addSource(BundleSource.secret('root', 'tls.crt'));
      bundle.addSource(BundleSource.inLine(ROOT_PEM));
      bundle.addNamespace('shop');
      bundle.addNamespace('payments');
      bundle.addNamespace('shop');
    }),
  ];
}
