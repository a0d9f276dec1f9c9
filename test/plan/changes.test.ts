import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { ApiObject, Chart, Testing } from 'cdk8s';
import {
  IntermediateCompromise, IntermediateRotation, IssuerChain, IssuerChainProps, IstioMesh, IstioMeshProps,
  RootCa, RootCompromise, RootRotation, TrustDomainChange,
} from '../../src';
import { compare, State } from '../../src/analysis/diff/compare';
import { ChangePlan, Plan } from '../../src/plan/plan';
import { planOf } from '../../src/plan/plan-of';
import { planJson } from '../../src/report/plan/json';
import { planMarkdown } from '../../src/report/plan/markdown';
import { planText } from '../../src/report/plan/text';
import { inventoryOf } from '../analysis/objects';
import { NOW, synth } from '../istio/fixtures';

const GENERATIONS = { from: '1', to: '2' };
const SLOTS = { from: '2026', to: '2027' };
const DOMAINS = { from: 'old.example.com', to: 'new.example.com' };
const REASON = { reason: 'INC-4711' };
const ROOTS = [RootCa.selfSigned('2026'), RootCa.selfSigned('2027')];

/** A mesh whose chain also signs for a Certificate of the namespace `shop`. */
function state(ofChain: Partial<IssuerChainProps> = {}, ofMesh: Partial<IstioMeshProps> = {}, confined = false): State {
  const app = Testing.app();
  const chart = new Chart(app, 'platform');
  const certificates = new IssuerChain(chart, 'ca', { trustDomain: DOMAINS.from, ...ofChain });
  const mesh = new IstioMesh(chart, 'mesh', { certificates, ...ofMesh });
  mesh.addNamespace('shop');
  if (confined) {
    certificates.addIntermediate('csi', { confinedToTrustDomain: true });
  }
  mesh.intermediate.issuerFor('shop');
  new ApiObject(chart, 'leaf', {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    metadata: { name: 'ledger', namespace: 'shop' },
    spec: {
      secretName: 'ledger',
      uris: [`spiffe://${certificates.trustDomain.name}/ns/shop/sa/ledger`],
      duration: '168h0m0s',
      renewBefore: '84h0m0s',
      issuerRef: { name: 'ca-mesh', kind: 'ClusterIssuer' },
      privateKey: { rotationPolicy: 'Always' },
      usages: ['digital signature', 'server auth', 'client auth'],
    },
  });
  return { inventory: inventoryOf(synth(mesh)), context: { now: NOW } };
}

const ofMesh = (intermediateRotation: IntermediateRotation) => state({}, { intermediateRotation });
const about = ({ changes }: Plan, subject: string): ChangePlan => changes.find(change => change.subject.startsWith(subject))!;
const subjects = ({ changes }: Plan) => changes.map(({ subject }) => subject);
const fits = new Ajv2020({ strict: true, allErrors: true }).compile(JSON.parse(readFileSync(join(__dirname, '..', '..', 'schemas', 'plan.schema.json'), 'utf8')));

/** A plan as it is printed. */
function views(plan: Plan): string[] {
  const report = { plan, placeOf: () => ({}), paths: ['dist'], problems: 0 };
  const json = planJson(report);
  fits(JSON.parse(json));
  expect(fits.errors ?? []).toEqual([]);
  return [planText(report, { width: 100, colour: false }), planMarkdown(report), json];
}

describe('an intermediate', () => {
  const { prepare, activate, drain, retire } = IntermediateRotation;
  const PHASES = [prepare, activate, drain, retire].map(phase => phase(GENERATIONS));
  const plans = PHASES.map(phase => about(planOf(ofMesh(phase)), 'intermediate'));

  test('that nobody replaces needs no plan, and no line in a deployment', () => {
    const plan = planOf(state(), state());
    expect(subjects(plan)).not.toContain('intermediate "mesh" of chain "ca"');
    expect(plan.deployment!.steps.map(({ subject }) => subject)).toEqual(['root of chain "ca"', 'enforcement of the mesh']);
  });

  test('is led from phase to phase by the edits of the plan, and back', () => {
    const valueOf = (phase: string) => `rotation: IntermediateRotation.${phase}({ from: "1", to: "2" }),`;
    const names = ['prepare', 'activate', 'drain', 'retire'];
    expect(plans.map(({ next }) => next!.edit.remove)).toEqual(names.map(name => [valueOf(name)]));
    expect(plans.map(({ next }) => next!.edit.add[0])).toEqual([...names.slice(1).map(valueOf), 'rotation: IntermediateRotation.steady("2"),']);
    expect(plans.map(({ back }) => back!.edit!.add[0])).toEqual(['rotation: IntermediateRotation.steady("1"),', ...names.slice(0, 3).map(valueOf)]);
    expect(plans[2].stages.map(({ state: each }) => each)).toEqual(['done', 'done', 'now', 'to-come']);
  });

  test('waits for its own certificate, and for what is under the old key', () => {
    const checksOf = (place: number) => plans[place].next!.guards.flatMap(({ checks }) => checks);
    expect(checksOf(0)).toEqual(expect.arrayContaining(['kubectl wait --for=condition=Ready certificate/ca-mesh-2 -n cert-manager --timeout=60s']));
    expect(plans[2].next!.wait.least).toBe(84 * 3_600_000);
    expect(plans[2].next!.wait.why).toContain('Certificate shop/ledger');
    expect(checksOf(2)).toEqual(expect.arrayContaining(['cmctl renew --namespace shop ledger']));
    expect(checksOf(3)).toEqual(expect.arrayContaining(['kubectl delete secret ca-mesh -n cert-manager']));
  });

  test('is guarded by gates where telemetry tells, and by what a person sees elsewhere', () => {
    // The last guard of each is about what must be true before any step.
    const answered = plans.map(({ next }) => next!.guards.map(({ isAnsweredByGate }) => isAnsweredByGate));
    expect(answered).toEqual([[true, true], [false, true], [true, true, true, true], [false, true]]);
    const [text] = views(planOf(ofMesh(PHASES[2])));
    expect(text).toContain('* answered by cdk8s-mtls gate --prometheus <url> dist\n    * Is every Certificate issued again since generation "2" alone signs?\n');
    expect(views(planOf(ofMesh(PHASES[3])))[0]).toContain('- Is the Secret of the old key deleted?');
  });

  test('must not sign before it is issued, and a plan and a difference say so', () => {
    const [before, after] = [state(), ofMesh(PHASES[1])];
    expect(planOf(after, before).deployment!.steps.flatMap(({ problems }) => problems.map(({ name }) => name))).toEqual(['activated-before-issued', 'phase-skipped']);
    expect(compare(before, after).trust.filter(({ severity }) => severity === 'error').map(({ kind }) => kind)).toEqual(['activated-before-issued', 'phase-skipped']);
    expect(planOf(ofMesh(PHASES[0]), before).deployment!.steps.flatMap(({ problems }) => problems)).toEqual([]);
  });

  test('that is compromised is replaced at once, at a price that is printed', () => {
    const compromised = state({}, { intermediateCompromise: IntermediateCompromise.replaceAtOnce({ ...GENERATIONS, ...REASON }) });
    const plan = planOf(compromised, state());
    const step = plan.deployment!.steps.find(({ subject }) => subject.startsWith('intermediate'))!;
    expect([step.problems, step.accepted!.reason]).toEqual([[], 'INC-4711']);
    expect(step.accepted!.harms.map(({ what }) => what).join()).toContain('cert-manager serves no list of what is revoked');
    expect(about(planOf(compromised), 'intermediate').next!.guards.flatMap(({ checks }) => checks)).toEqual(expect.arrayContaining(['cmctl renew --namespace shop ledger']));
    expect(about(planOf(compromised), 'intermediate').back).toBeUndefined();
    for (const text of views(plan)) {
      expect(text).toContain('INC-4711');
      expect(text.replace(/\s+/g, ' ')).toContain('everybody who trusts the root');
    }
  });
});

describe('a compromised root', () => {
  const replaced = state({ roots: ROOTS, rootCompromise: RootCompromise.replaceAtOnce({ ...SLOTS, ...REASON }) });
  const distrusted = state({ roots: ROOTS, rootCompromise: RootCompromise.distrustAtOnce({ ...SLOTS, ...REASON }) });
  const before = state({ roots: [ROOTS[0]] });

  test('is replaced in two steps, neither of which waits or goes back', () => {
    const plans = [replaced, distrusted].map(each => about(planOf(each), 'root'));
    expect(plans.map(({ next, back }) => [next!.stage, next!.wait.least, back])).toEqual([['distrust at once', 0, undefined], ['steady', 0, undefined]]);
    expect(plans[0].next!.edit).toEqual({
      remove: ['rootCompromise: RootCompromise.replaceAtOnce({ from: "2026", to: "2027", reason: "INC-4711" }),'],
      add: ['rootCompromise: RootCompromise.distrustAtOnce({ from: "2026", to: "2027", reason: "INC-4711" }),'],
    });
    expect(plans[0].next!.guards.map(({ question }) => question).join()).toContain('Is every intermediate CA issued by the new root "2027"?');
  });

  test('costs what is said of the step that is deployed, and of the next one', () => {
    const plan = planOf(replaced, before);
    expect(plan.deployment!.steps[0]).toMatchObject({ problems: [], accepted: REASON });
    expect(about(planOf(replaced), 'root').next!.accepted!.harms[0].who).toBe('every workload whose certificate is still under "2026"');
    for (const text of views(plan)) {
      expect(text.replace(/\s+/g, ' ')).toContain('every sidecar that has got no certificate since');
    }
  });

  test('is a warning in a difference, which says the same; the same step by the ordinary value is an error', () => {
    const kinds = (after: State) => compare(before, after).trust
      .filter(({ severity }) => severity !== 'info').map(({ kind, severity }) => `${severity} ${kind}`);
    expect(kinds(replaced)).toEqual(['warning compromise-answered', 'warning issuer-replaced']);
    expect(kinds(state({ roots: ROOTS, rootRotation: RootRotation.drain(SLOTS) }))).toContain('error activated-before-trusted');
    expect(compare(replaced, distrusted).trust.filter(({ severity }) => severity !== 'info').map(({ kind }) => kind)).toEqual(['compromise-answered']);
    expect(compare(replaced, replaced).trust).toEqual([]);
  });
});

describe('a trust domain', () => {
  const PHASES = [TrustDomainChange.announce, TrustDomainChange.switchOver, TrustDomainChange.settle].map(phase => phase(DOMAINS));
  const states = PHASES.map(trustDomainChange => state({ trustDomainChange }, {}, true));
  const plans = states.map(each => about(planOf(each), 'trust domain'));

  test('that nobody changes needs no plan', () => {
    expect(subjects(planOf(state()))).not.toContain('trust domain of chain "ca"');
  });

  test('is led from phase to phase by the edits of the plan, and back', () => {
    const valueOf = (name: string) => `trustDomainChange: TrustDomainChange.${name}({ from: "old.example.com", to: "new.example.com" }),`;
    expect(plans.map(({ next }) => next!.edit.add)).toEqual([[valueOf('switchOver')], [valueOf('settle')], ['trustDomain: "new.example.com",']]);
    expect(plans[2].next!.edit.remove).toEqual(['trustDomain: "old.example.com",', valueOf('settle')]);
    expect(plans.map(({ back }) => back!.edit!.add)).toEqual([[], [valueOf('announce')], [valueOf('switchOver')]]);
  });

  test('waits for intermediates that are confined, for restarts, and for the last certificate', () => {
    expect(plans[0].next!.guards.flatMap(({ checks }) => checks)).toContain('cmctl renew ca-csi --namespace cert-manager');
    expect(plans[0].next!.edit.note).toContain('restart all pods of the mesh within 12 hours');
    expect(plans[1].next!.wait.least).toBe(24 * 3_600_000);
    expect(plans[1].next!.guards.flatMap(({ checks }) => checks).join()).toContain('spiffe://old[.]example[.]com/.*');
  });

  test('is guarded by gates where telemetry tells, and by what a person sees elsewhere', () => {
    const guards = plans.map(({ next }) => next!.guards.map(({ question, isAnsweredByGate }) => `${isAnsweredByGate ? '*' : '-'} ${question}`));
    expect(guards[0]).toEqual([
      '- Has istiod been upgraded with new.example.com among trustDomainAliases, and told all proxies?',
      expect.stringMatching(/^\* Is each intermediate that is confined to trust domains issued again/),
      '- Can all pods of the mesh be restarted within 12 hours?',
      '* Is every Certificate issued, and renewed in time?',
    ]);
    expect(guards[1]).toEqual(expect.arrayContaining([
      '* Has nobody called, or been called, with an identity of old.example.com, in 7 days?', '- Is old.example.com in none of your own policies, and taken by nobody outside the mesh?',
    ]));
    expect(guards[2]).toEqual(['* Is every Certificate issued, and renewed in time?']);
    const [text] = views(planOf(states[0]));
    expect(text).toContain('* answered by cdk8s-mtls gate --prometheus <url> --since <when the phase was deployed> dist\n');
    expect(views(planOf(states[2]))[0]).toContain('* answered by cdk8s-mtls gate --prometheus <url> dist\n');
  });

  test('may go from each phase to the next, and to no other', () => {
    const problems = (from: State, to: State) => planOf(to, from).deployment!.steps.flatMap(step => step.problems.map(({ name }) => name));
    const before = state({}, {}, true);
    expect([problems(before, states[0]), problems(states[0], states[1]), problems(states[1], states[2])]).toEqual([[], [], []]);
    expect(problems(before, states[1])).toEqual(['switched-before-announced', 'phase-skipped']);
    views(planOf(states[1], before));
    expect(problems(states[0], states[2])).toEqual(['settled-while-presented', 'phase-skipped']);
  });
});
