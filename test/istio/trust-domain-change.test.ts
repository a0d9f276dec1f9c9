import { ApiObject, Chart, Testing } from 'cdk8s';
import { NOW, synth } from './fixtures';
import { Manifest, named, ofKind } from './reading';
import { IssuerChain, IstioCa, IstioMesh, IstioMeshProps, MtlsChecks, TrustDomainChange } from '../../src';
import { compare, State } from '../../src/analysis/diff/compare';
import { Calls } from '../../src/analysis/flows/calls';
import { findTarget, findWorkload } from '../../src/analysis/flows/target';
import { settingsOfMeshConfig } from '../../src/analysis/istio/settings';
import { readTrustDomainChange, TRUST_DOMAIN_CHANGE_ANNOTATION } from '../../src/core/change/trust-domain-record';
import { Severity } from '../../src/core/finding';
import { Verdict } from '../../src/core/flow';
import { inventoryOf } from '../analysis/objects';

const [OLD, NEW] = ['old.example.com', 'new.example.com'];
const DOMAINS = { from: OLD, to: NEW };
const STEPS: [trustDomain: string, change?: TrustDomainChange][] = [
  [OLD],
  [OLD, TrustDomainChange.announce(DOMAINS)],
  [OLD, TrustDomainChange.switchOver(DOMAINS)],
  [OLD, TrustDomainChange.settle(DOMAINS)],
  [NEW],
];

/** A shop whose `cart` lets `web` in by its identity, and everybody of the namespace `jobs`. */
function deployed(trustDomain: string, change?: TrustDomainChange, props: Partial<IstioMeshProps> = {}) {
  const app = Testing.app();
  const chart = new Chart(app, 'platform');
  MtlsChecks.attach(chart, { now: NOW });
  const certificates = new IssuerChain(chart, 'ca', { trustDomain, trustDomainChange: change, keyProtection: { approverPolicy: true } });
  const mesh = new IstioMesh(chart, 'mesh', { certificates, ...props });
  const [shop, jobs] = ['shop', 'jobs'].map(name => mesh.addNamespace(name));
  for (const [namespace, ...names] of [['shop', 'web', 'cart'], ['jobs', 'nightly']]) {
    const objects = new Chart(app, namespace, { namespace });
    for (const name of names) {
      const template = {
        metadata: { labels: { app: name } },
        spec: { serviceAccountName: name, containers: [{ name: 'main', image: 'registry.example.com/app:1', ports: [{ containerPort: 8080 }] }] },
      };
      const [metadata, labels] = [{ name }, { app: name }];
      const ports = [{ name: 'http', port: 80, targetPort: 8080 }];
      new ApiObject(objects, name, { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { selector: { matchLabels: labels }, template } });
      new ApiObject(objects, `${name}-service`, { apiVersion: 'v1', kind: 'Service', metadata, spec: { selector: labels, ports } });
    }
    mesh.namespace(namespace).adopt(objects);
  }
  shop.workload('cart').allowFrom(shop.workload('web'));
  shop.workload('cart').allowFrom(jobs);
  const objects = synth(mesh);
  return { mesh, objects, meshConfig: mesh.istiodValues.values.meshConfig as Manifest };
}

const states = STEPS.map(([trustDomain, change]) => deployed(trustDomain, change));

/** What the analysis is told: objects of one step, and the mesh configuration of the same or another one. */
function stateOf(step: number, configured = step): State {
  const istio = settingsOfMeshConfig(states[configured].meshConfig);
  return { inventory: inventoryOf(states[step].objects), context: { now: NOW, istio } };
}

/** What becomes of calls of pods whose identity is of a trust domain, to the server of a state. */
function verdicts({ inventory, context }: State, identities: string): Verdict[] {
  // Which domain is the own one and which one the alias makes no difference to istiod's policies.
  const { trustDomain, trustDomainAliases = [] } = context.istio!;
  const all = [trustDomain!, ...trustDomainAliases];
  const others = all.includes(identities) ? all.filter(domain => domain !== identities) : [];
  const calls = new Calls(inventory, { ...context.istio, trustDomain: identities, trustDomainAliases: others });
  return ['shop/web', 'jobs/nightly', 'shop/cart'].map(name => {
    const [client, target] = [findWorkload(name, inventory), findTarget('shop/cart:80', inventory, calls)];
    if ('problem' in client || 'problem' in target) {
      throw new Error('no such call');
    }
    return calls.explain(client.found, target.found).verdict;
  });
}

const LET_IN = [Verdict.MUTUAL_TLS, Verdict.MUTUAL_TLS, Verdict.REFUSED];

describe('a trust domain is changed', () => {
  test('which one is issued, and which one is taken for the same, at every step', () => {
    expect(states.map(({ mesh, meshConfig, objects }) => [
      meshConfig.trustDomain,
      meshConfig.trustDomainAliases,
      (mesh.istioCsrValues!.values as Manifest).app.tls.trustDomain,
      [...new Set(ofKind(objects, 'AuthorizationPolicy').flatMap(({ spec }) => JSON.stringify(spec).match(/(old|new)[.]example[.]com/g) ?? []))].join(),
    ])).toEqual([
      [OLD, undefined, OLD, OLD],
      [OLD, [NEW], OLD, OLD],
      [NEW, [OLD], NEW, NEW],
      [NEW, undefined, NEW, NEW],
      [NEW, undefined, NEW, NEW],
    ]);
  });

  test('with istiod as the CA it is the same', () => {
    const { meshConfig } = deployed(OLD, TrustDomainChange.switchOver(DOMAINS), { certificateAuthority: IstioCa.cacerts() });
    expect([meshConfig.trustDomain, meshConfig.trustDomainAliases]).toEqual([NEW, [OLD]]);
  });

  test('other aliases stay, and none is named twice', () => {
    const { meshConfig } = deployed(OLD, TrustDomainChange.announce(DOMAINS), { trustDomainAliases: ['west.example.com', NEW, OLD] });
    expect(meshConfig.trustDomainAliases).toEqual([NEW, 'west.example.com']);
  });

  test('nothing but the record is different when it has settled from when it has ended', () => {
    const settled = structuredClone(states[3].objects);
    delete named(settled, 'Bundle', 'ca-roots').metadata.annotations[TRUST_DOMAIN_CHANGE_ANNOTATION];
    expect(settled).toEqual(states[4].objects);
  });
});

describe('calls', () => {
  test('of pods with either identity are let in as long as both are in use, and strangers never', () => {
    for (const step of [1, 2]) {
      expect([step, verdicts(stateOf(step), OLD), verdicts(stateOf(step), NEW)]).toEqual([step, LET_IN, LET_IN]);
    }
    expect([verdicts(stateOf(0), NEW), verdicts(stateOf(3), OLD)].map(([first]) => first)).toEqual([Verdict.REFUSED, Verdict.REFUSED]);
  });

  test('are let in whether policies or the mesh configuration reach the proxies first', () => {
    for (const [before, after] of [[0, 1], [1, 2], [2, 3], [3, 4]]) {
      const identities = [states[before], states[after]].map(({ meshConfig }) => meshConfig.trustDomain);
      for (const [step, configured] of [[before, after], [after, before]]) {
        const found = identities.map(domain => verdicts(stateOf(step, configured), domain));
        expect([before, step, found]).toEqual([before, step, identities.map(() => LET_IN)]);
      }
    }
  });

  test('are none worse off on the way, forth and back', () => {
    for (const [before, after] of [[0, 1], [1, 2], [2, 3], [3, 4], [3, 2], [2, 1], [1, 0]]) {
      const { flows, transitions, trust } = compare(stateOf(before), stateOf(after), { allPairs: true });
      const harms = [...flows, ...transitions, ...trust].filter(({ severity }) => severity !== 'info');
      expect([before, after, harms.map(({ kind }) => kind)]).toEqual([before, after, []]);
    }
  });

  test('would be worse off by a step that is left out, and the difference says by which', () => {
    const kinds = (before: number, after: number) => compare(stateOf(before), stateOf(after)).trust
      .filter(({ severity }) => severity === Severity.ERROR).map(({ kind }) => kind).sort();
    expect(kinds(0, 2)).toEqual(['phase-skipped', 'switched-before-announced']);
    expect(kinds(0, 3)).toEqual(expect.arrayContaining(['phase-skipped', 'settled-while-presented', 'switched-before-announced']));
    expect(kinds(1, 3)).toEqual(expect.arrayContaining(['phase-skipped', 'settled-while-presented']));
    expect(kinds(2, 4)).toEqual(['phase-skipped']);
    expect(kinds(2, 0)).toEqual(expect.arrayContaining(['settled-while-presented']));
    expect(kinds(3, 1)).toEqual(expect.arrayContaining(['switched-before-announced']));
  });
});

test('the record says what is on the way', () => {
  const texts = states.map(({ objects }) => named(objects, 'Bundle', 'ca-roots').metadata.annotations[TRUST_DOMAIN_CHANGE_ANNOTATION]);
  expect([texts[0], texts[4]]).toEqual([undefined, undefined]);
  expect(texts.slice(1, 3).map(readTrustDomainChange)).toEqual([
    { record: { chain: 'ca', phase: 'announce', ...DOMAINS } },
    { record: { chain: 'ca', phase: 'switch-over', ...DOMAINS } },
  ]);
});
