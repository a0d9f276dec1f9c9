import { Chart, Lazy, Testing, Yaml } from 'cdk8s';
import * as fc from 'fast-check';
import { HelmValues } from '../../src';
import { anyOf, celList, celText, refuseUnless } from '../../src/kubernetes/admission-policy';
import { Namespace } from '../../src/kubernetes/namespace';
import { grantInCluster, grantInNamespace, groupSubject, serviceAccountSubject } from '../../src/kubernetes/rbac';
import { PublicSecret } from '../../src/kubernetes/secret';

function objectsOf(describeChart: (chart: Chart) => void) {
  const chart = new Chart(Testing.app(), 'chart', { namespace: 'of-chart' });
  describeChart(chart);
  return Testing.synth(chart);
}

describe('the values of a Helm release', () => {
  const values = { replicas: 2, image: { tag: undefined, name: 'istiod' }, list: [1, { a: undefined }] };
  const create = () => new HelmValues({ chart: 'istiod', repository: 'https://charts.example.com', releaseName: 'mesh', namespace: 'istio-system', values });
  const clean = { replicas: 2, image: { name: 'istiod' }, list: [1, {}] };

  test('leave out what is not set, which Helm would take for null', () => {
    expect(create().values).toStrictEqual(clean);
    expect(Yaml.stringify(clean)).toBe(create().toYaml());
  });

  test('are the properties of the construct for Helm', () => {
    expect(create().toHelmProps('1.30.3')).toEqual({
      chart: 'istiod', repo: 'https://charts.example.com', version: '1.30.3', releaseName: 'mesh', namespace: 'istio-system', values: clean,
    });
    expect(create().toHelmProps().version).toBeUndefined();
  });

  test('cannot be changed from outside', () => {
    const release = create();
    release.values.image.name = 'other';
    release.toHelmProps().values!.replicas = 0;
    expect(release.values).toStrictEqual(clean);
  });
});

describe('a grant', () => {
  const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
  const subjects = [serviceAccountSubject({ namespace: 'cert-manager', name: 'cert-manager' }), groupSubject('pki')];
  const roleSubjects = [
    { kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager' },
    { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'pki' },
  ];

  test('in a namespace is a Role and its binding, both there', () => {
    expect(objectsOf(chart => grantInNamespace(chart, 'grant', 'shop', { name: 'read', rules, subjects }))).toMatchObject([
      { kind: 'Role', metadata: { name: 'read', namespace: 'shop' }, rules },
      { kind: 'RoleBinding', metadata: { name: 'read', namespace: 'shop' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'read' }, subjects: roleSubjects },
    ]);
  });

  test('in the cluster is a ClusterRole and its binding, both without a namespace', () => {
    const objects = objectsOf(chart => grantInCluster(chart, 'grant', { name: 'read', rules, subjects }));
    expect(objects).toMatchObject([
      { kind: 'ClusterRole', metadata: { name: 'read' }, rules },
      { kind: 'ClusterRoleBinding', metadata: { name: 'read' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'read' }, subjects: roleSubjects },
    ]);
    expect(objects.map(({ metadata }) => metadata.namespace)).toEqual([undefined, undefined]);
  });

  test('may be read when the app is synthesized', () => {
    const names: string[] = [];
    const objects = objectsOf(chart => {
      grantInNamespace(chart, 'grant', 'shop', { name: 'read', rules: [{ ...rules[0], resourceNames: Lazy.any({ produce: () => names }) as any }], subjects });
      names.push('late');
    });
    expect(objects[0].rules[0].resourceNames).toEqual(['late']);
  });
});

describe('an admission policy', () => {
  const policy = { match: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['pods'], operations: ['CREATE'] }], validations: [{ expression: 'false', message: 'never' }] };

  test('refuses, together with its binding, and fails closed', () => {
    expect(objectsOf(chart => refuseUnless(chart, 'guard', 'guard', () => policy))).toMatchObject([
      { kind: 'ValidatingAdmissionPolicy', metadata: { name: 'guard' }, spec: { failurePolicy: 'Fail', validations: [{ expression: 'false', message: 'never', reason: 'Forbidden' }] } },
      { kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'guard' }, spec: { policyName: 'guard', validationActions: ['Deny'] } },
    ]);
  });

  test.each<[string, string[] | undefined, object | undefined]>([
    ['looks at the whole cluster', undefined, undefined],
    ['looks at the namespaces that are named', ['shop'], { matchExpressions: [{ key: 'kubernetes.io/metadata.name', operator: 'In', values: ['shop'] }] }],
  ])('%s', (_name, namespaces, selector) => {
    expect(objectsOf(chart => refuseUnless(chart, 'guard', 'guard', () => ({ ...policy, namespaces })))[0].spec.matchConstraints.namespaceSelector).toEqual(selector);
  });

  test('quotes texts so that none ends early', () => {
    expect(celText("it's a \\")).toBe("'it\\'s a \\\\'");
    expect(celList(['a', 'b'])).toBe("['a', 'b']");
    fc.assert(fc.property(fc.string(), text => {
      const inside = celText(text).slice(1, -1);
      expect(inside.replace(/\\./gs, '')).not.toMatch(/['\\]/);
      expect(inside.replace(/\\(.)/gs, '$1')).toBe(text);
    }));
  });

  test('joins conditions of which one must hold', () => {
    expect(anyOf(['a'])).toBe('a');
    expect(anyOf(['a && b', 'c'])).toBe('(a && b) || (c)');
  });
});

test('a Namespace belongs to no namespace', () => {
  expect(objectsOf(chart => new Namespace(chart, 'namespace', { name: 'shop', labels: { a: 'b' }, annotations: { c: 'd' } }))).toEqual([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { a: 'b' }, annotations: { c: 'd' } } },
  ]);
});

test('a Secret for public data says so by its type', () => {
  expect(objectsOf(chart => new PublicSecret(chart, 'secret', { name: 'roots', namespace: 'shop', stringData: { 'ca.crt': 'public' } }))).toEqual([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'roots', namespace: 'shop' }, type: 'Opaque', stringData: { 'ca.crt': 'public' } },
  ]);
});
