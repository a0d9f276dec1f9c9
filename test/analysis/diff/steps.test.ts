import { Chart, Testing } from 'cdk8s';
import { state } from './states';
import { compare } from '../../../src/analysis/diff/compare';
import { IssuerChain, IssuerChainProps, RootCa, RootRotation } from '../../../src/pki';
import { ROOT_STEPS, TWO_ROOTS } from '../../pki/_root-steps';

function manifest(apiVersion: string, kind: string, metadata: object, spec: object) {
  return { apiVersion, kind, metadata, spec };
}

function chainState(props: Partial<IssuerChainProps>) {
  const chart = new Chart(Testing.app(), 'p');
  const chain = new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com', ...props });
  chain.addIntermediate('mesh').issuerFor('shop');
  chain.trustBundle.addNamespace('shop');
  return state(Testing.synth(chart));
}

const kindsBetween = (before: any, after: any) => compare(before, after).trust.filter(({ severity }) => severity !== 'info').map(({ kind }) => kind).sort();

describe('the steps of a root\'s replacement, in a diff', () => {
  const states = ROOT_STEPS.map(chainState);

  test('each one is fine by itself, and so is each one back', () => {
    for (const to of [1, 2, 3, 4, 5]) {
      expect([to, kindsBetween(states[to - 1], states[to])]).toEqual([to, []]);
    }
    expect([1, 2, 3, 4].map(from => kindsBetween(states[from], states[from - 1]))).toEqual([[], [], [], []]);
  });

  test.each([
    [0, 2, ['activated-before-trusted', 'phase-skipped']],
    [0, 5, ['activated-before-trusted', 'retired-while-presented', 'slot-renamed']],
    [1, 4, ['phase-skipped', 'retired-while-presented']],
    [2, 4, ['phase-skipped', 'retired-while-presented']],
    [2, 0, ['retired-while-presented']],
  ])('from step %i straight to step %i is called by its names, each once', (from, to, names) => {
    expect([...new Set(kindsBetween(states[from], states[to]))]).toEqual(names);
  });

  test('the outage is told, with the slot and what to write', () => {
    expect(compare(states[1], states[4]).trust.find(({ kind }) => kind === 'retired-while-presented')).toEqual({
      kind: 'retired-while-presented',
      severity: 'error',
      message: 'root of chain "ca": the root "2026" would not be trusted any more while certificates under it are in use: whoever presents one is refused until it is issued again',
      fix: 'Drain "2026" first: wait until every certificate under it has been issued again.',
      objects: [{ kind: 'Bundle', name: 'ca-roots' }],
    });
  });

  test('another replacement in the middle of one', () => {
    const next = chainState({ roots: [TWO_ROOTS[1], RootCa.selfSigned('2028')], rootRotation: RootRotation.publish({ from: '2027', to: '2028' }) });
    expect(kindsBetween(states[2], next)).toContain('second-rotation');
    expect(kindsBetween(states[4], next)).toEqual([]);
  });
});

describe('one Secret that is both signer and bundle', () => {
  const root = (spec: object) => [
    manifest('cert-manager.io/v1', 'Issuer', { namespace: 'cert-manager', name: 'itself' }, { selfSigned: {} }),
    manifest('cert-manager.io/v1', 'Certificate', { namespace: 'cert-manager', name: 'root' }, {
      isCA: true, secretName: 'root', commonName: 'root', issuerRef: { name: 'itself', kind: 'Issuer' }, privateKey: { rotationPolicy: 'Always' }, ...spec,
    }),
    manifest('cert-manager.io/v1', 'ClusterIssuer', { name: 'root' }, { ca: { secretName: 'root' } }),
    manifest('trust.cert-manager.io/v1alpha1', 'Bundle', { name: 'roots' }, { sources: [{ secret: { name: 'root', key: 'tls.crt' } }], target: { configMap: { key: 'ca.crt' } } }),
  ];

  test('is called by its name when it becomes so, and not again', () => {
    const [kept, renewed] = [root({ renewal: { policy: 'Disabled' } }), root({})].map(objects => state(objects));
    expect(kindsBetween(kept, renewed)).toContain('signer-is-bundle');
    expect(kindsBetween(renewed, renewed)).not.toContain('signer-is-bundle');
    expect(kindsBetween(renewed, kept)).not.toContain('signer-is-bundle');
  });
});

describe('strict before the gate', () => {
  const mesh = (mode: string, stage?: object) => state([manifest('security.istio.io/v1', 'PeerAuthentication', {
    namespace: 'istio-system', name: 'default', ...stage ? { annotations: { 'cdk8s-mtls.dev/strict-migration': JSON.stringify(stage) } } : {},
  }, { mtls: { mode } })]);
  const severities = (before: any, after: any) => compare(before, after).trust.filter(({ kind }) => kind === 'strict-before-gate').map(({ severity }) => severity);

  test('is an error where the mesh records its way, a warning where nobody records anything, and nothing where namespaces came first', () => {
    expect(severities(mesh('PERMISSIVE', { stage: 'observe' }), mesh('STRICT', { stage: 'mesh' }))).toEqual(['error']);
    expect(severities(mesh('PERMISSIVE'), mesh('STRICT'))).toEqual(['warning']);
    expect(severities(mesh('PERMISSIVE', { stage: 'namespaces', namespaces: ['shop'] }), mesh('STRICT'))).toEqual([]);
    expect(severities(mesh('STRICT'), mesh('PERMISSIVE'))).toEqual([]);
  });
});
