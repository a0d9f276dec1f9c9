import { Chart, Testing } from 'cdk8s';
import { ClusterScopedApiObject, NamespacedApiObject } from '../../src/checks/checked-api-object';

const CONFIG_MAP = { apiVersion: 'v1', kind: 'ConfigMap' };
const CLUSTER_ROLE = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRole' };

function chart(namespace?: string): Chart {
  return new Chart(Testing.app(), 'chart', { namespace });
}

describe('an object of a namespace', () => {
  test.each([
    ['that of its metadata', { name: 'a', namespace: 'shop' }, 'tools', 'shop'],
    ['that of its chart', { name: 'a' }, 'tools', 'tools'],
  ])('has %s', (_name, metadata, ofChart, namespace) => {
    const scope = chart(ofChart);
    expect(new NamespacedApiObject(scope, 'object', { ...CONFIG_MAP, metadata }).namespace).toBe(namespace);
    expect(Testing.synth(scope)[0].metadata.namespace).toBe(namespace);
  });

  test('is refused without one', () => {
    expect(() => new NamespacedApiObject(chart(), 'object', CONFIG_MAP)).toThrow('[chart/object] ConfigMap: no namespace. Set metadata.namespace, or the namespace of the chart.');
  });

  test('is refused with one that is none', () => {
    expect(() => new NamespacedApiObject(chart('a.b'), 'object', CONFIG_MAP)).toThrow('[chart/object] ConfigMap: namespace "a.b" must be lower-case letters, digits and "-", and begin and end with a letter or digit. Write the name of a namespace, for example "shop".');
  });
});

describe('an object of the whole cluster', () => {
  test('has no namespace, though its chart has one, and keeps everything else', () => {
    const scope = chart('shop');
    new ClusterScopedApiObject(scope, 'object', { ...CLUSTER_ROLE, metadata: { name: 'a', labels: { team: 'shop' } }, rules: [] });
    expect(Testing.synth(scope)).toEqual([{ ...CLUSTER_ROLE, metadata: { name: 'a', labels: { team: 'shop' } }, rules: [] }]);
  });

  test('is refused with a namespace of its own', () => {
    expect(() => new ClusterScopedApiObject(chart(), 'object', { ...CLUSTER_ROLE, metadata: { namespace: 'shop' } })).toThrow(
      '[chart/object] ClusterRole: metadata.namespace "shop", but a ClusterRole belongs to the whole cluster. Leave metadata.namespace out.');
  });
});
