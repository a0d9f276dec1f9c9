import { PlainObject } from '../objects';
import { binding, graphOf, group, intermediateCa, READ, role, rootCa, RUN, serviceAccount } from './objects';
import { describeSubject } from '../../../src/analysis/rbac/subject';

const SECRET = { namespace: 'cert-manager', name: 'root-ca' };
const reader = serviceAccount('reader');

/** Who gets at the key of the root: the way, and whom the bindings name. */
const access = (...objects: PlainObject[]): string[] => graphOf([...rootCa(), ...objects]).accessTo(SECRET)
  .map(({ way, subjects }) => `${way} ${subjects.map(describeSubject).join(', ')}`);
const rule = (change: PlainObject): PlainObject[] => [role('r', [{ ...READ, ...change }]), binding('r', [reader])];

describe('the key of a CA is reached by whoever', () => {
  test.each<[string, PlainObject[]]>([
    ['gets Secrets of the cluster', rule({})],
    ['lists them', rule({ verbs: ['list'] })],
    ['watches them', rule({ verbs: ['watch'] })],
    ['may do everything with them', rule({ verbs: ['*'] })],
    ['gets everything', rule({ apiGroups: ['*'], resources: ['*'] })],
    ['gets this one', rule({ resourceNames: ['other', 'root-ca'] })],
    ['gets Secrets in its namespace', [role('r', [READ], { namespace: 'cert-manager' }), binding('r', [reader], 'cert-manager', 'Role')]],
    ['has a role for all namespaces in this one', [role('r', [READ]), binding('r', [reader], 'cert-manager')]],
    ['has the built-in role "edit" there', [binding('edit', [reader], 'cert-manager')]],
    ['has a role into which this is aggregated', [
      role('part', [READ], { labels: { 'add-to': 'r' } }), role('r', [], {}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'add-to': 'r' } }] } }), binding('r', [reader]),
    ]],
    ['has a role into which this is aggregated over another', [
      role('part', [READ], { labels: { 'add-to': 'a' } }),
      role('a', [], { labels: { 'add-to': 'r' } }, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'add-to': 'a' } }] } }),
      role('r', [], {}, { aggregationRule: { clusterRoleSelectors: [{ matchLabels: { 'add-to': 'r' } }] } }), binding('r', [reader]),
    ]],
    ['has the built-in role "view" to which it was added', [role('part', [READ], { labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' } }), binding('view', [reader])]],
  ])('%s', (_, objects) => expect(access(...objects)).toContain('read ServiceAccount shop/reader'));

  test.each<[string, PlainObject[]]>([
    ['has another Secret', rule({ resourceNames: ['other'] })],
    ['only makes Secrets', rule({ verbs: ['create'] })],
    ['reads something else', rule({ resources: ['configmaps'] })],
    ['reads Secrets of another group', rule({ apiGroups: ['example.com'] })],
    ['reads Secrets of another namespace', [role('r', [READ], { namespace: 'shop' }), binding('r', [reader], 'shop', 'Role')]],
    ['has a role of which nothing is known', [binding('unknown', [reader])]],
    ['has the built-in role "view"', [binding('view', [reader])]],
    ['has a Role in the place of a ClusterRole of that name', [role('r', [READ]), binding('r', [reader], 'cert-manager', 'Role')]],
  ])('and not by whoever %s', (_, objects) => expect(access(...objects)).toEqual([]));

  test('may start pods in its namespace', () => {
    expect(access(role('r', [RUN]), binding('r', [reader, group('devs')], 'cert-manager'))).toEqual(['mount ServiceAccount shop/reader, Group devs']);
    expect(access(role('r', [{ apiGroups: ['apps'], resources: ['deployments'], verbs: ['patch'] }]), binding('r', [reader]))).toEqual(['mount ServiceAccount shop/reader']);
    expect(access(role('r', [{ ...RUN, verbs: ['get', 'delete'] }]), binding('r', [reader]))).toEqual([]);
  });
});

test('a service account may be written as a user', () => {
  expect(access(role('r', [READ]), binding('r', [{ kind: 'User', name: 'system:serviceaccount:shop:reader' }]))).toEqual(['read ServiceAccount shop/reader']);
});

test('a binding says to which keys it leads', () => {
  const ofOne = [role('one', [{ ...READ, resourceNames: ['mesh-ca', 'other'] }]), binding('one', [reader], 'cert-manager')];
  const graph = graphOf([...rootCa(), ...intermediateCa(), ...rule({}), ...ofOne]);
  expect(graph.caKeys()).toMatchObject([
    { secret: { name: 'root-ca' }, certificate: { secretName: 'root-ca' }, issuers: [{ id: 'ClusterIssuer/root' }] },
    { secret: { name: 'mesh-ca' }, certificate: { secretName: 'mesh-ca' }, issuers: [{ id: 'ClusterIssuer/mesh' }] },
  ]);
  expect(graph.keyAccesses().all().map(({ grant, secrets }) => [grant.role.name, secrets.map(({ name }) => name)])).toEqual([['one', ['mesh-ca']], ['r', ['root-ca', 'mesh-ca']]]);
});
