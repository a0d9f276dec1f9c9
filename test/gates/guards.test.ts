import { inventoryIn, mounting, NOW, stepOf } from './asked';
import { intermediateRotation, rotation, trustDomainChange } from './rotation';
import { IntermediatePhase } from '../../src/core/change/intermediate-phase';
import { readIntermediateRotation } from '../../src/core/change/intermediate-rotation-record';
import { IntermediateStepProblem, intermediateStepProblems } from '../../src/core/change/intermediate-rotation-step';
import { RootPhase, ROTATION_PHASES } from '../../src/core/change/root-phase';
import { RootRotationRecord } from '../../src/core/change/root-rotation-record';
import { rootSetsOf, RotationStepProblem } from '../../src/core/change/root-rotation-step';
import { RootGuard, rootGuards, RootSets } from '../../src/core/change/root-sets';
import { StrictStepProblem, strictStepProblems } from '../../src/core/change/strict-migration-step';
import { StrictStage } from '../../src/core/change/strict-stage';
import { TRUST_DOMAIN_PHASES, TrustDomainPhase } from '../../src/core/change/trust-domain-phase';
import { TrustDomainRecord, trustDomainSetsOf } from '../../src/core/change/trust-domain-record';
import { TrustDomainStepProblem } from '../../src/core/change/trust-domain-step';
import { GATE_STAGES, GateName, GateStage, HAND_GATES } from '../../src/gates';
import { ownGates } from '../../src/gates/gates-for';

/** Something of all that gates ask about. */
const WORKLOAD = mounting('web');

/** The names of the gates of a step that are about it. */
function gatesOf(yaml: string, stage?: GateStage): GateName[] {
  const inventory = inventoryIn([WORKLOAD, yaml].join('---'));
  return ownGates(stepOf(inventory, stage), inventory, { now: NOW }).map(({ name }) => name);
}

/** What says of a guard that it holds; all of them together. */
type Answered = Readonly<Record<RootGuard['kind'], readonly GateName[]>>;

const OF_ROOTS: Answered = {
  'trusted-by-all': ['new-root-issued', 'bundle-distributed', 'roots-loaded'],
  'nothing-under': ['authorities-reissued', 'certificates-reissued', 'agents-reissued', 'nothing-under-old-root', 'certificates-loaded'],
};

const OF_TRUST_DOMAINS: Answered = {
  'trusted-by-all': ['aliases-known', 'confined-reissued'],
  'nothing-under': ['no-old-identity', 'identity-coverage', 'agents-reissued', 'certificates-reissued', 'certificates-loaded', 'old-domain-unnamed'],
};

/** A guard of the step after a phase, with the gates of the step. */
interface Guarded<P> {
  readonly phase: P;
  readonly guard: RootGuard;
  readonly gates: readonly GateName[];
}

/** The guards of each step from one of some phases to the next. */
function guardsBetween<P extends string>(phases: readonly P[], setsOf: (phase: P) => RootSets, gates: (phase: P) => GateName[]): Guarded<P>[] {
  return phases.slice(0, -1).flatMap((phase, index) => {
    return rootGuards(setsOf(phase), setsOf(phases[index + 1])).map(guard => ({ phase, guard, gates: gates(phase) }));
  });
}

function rootSets(phase: RootPhase): RootSets {
  const record: RootRotationRecord = { chain: 'ca', phase, signs: phase === RootPhase.PUBLISH ? '2026' : '2027', trusts: phase === RootPhase.RETIRE ? ['2027'] : ['2026', '2027'] };
  return rootSetsOf(record);
}

function domainSets(phase: TrustDomainPhase): RootSets {
  const record: TrustDomainRecord = { chain: 'ca', phase, from: 'old.example.com', to: 'new.example.com' };
  return trustDomainSetsOf(record);
}

describe('every guard that legality asks for has a gate in the step where it is asked', () => {
  test('of roots', () => {
    const guards = guardsBetween(ROTATION_PHASES, rootSets, phase => gatesOf(rotation(phase)));
    expect(guards.map(({ phase, guard }) => [phase, guard.kind])).toEqual([['publish', 'trusted-by-all'], ['drain', 'nothing-under']]);
    guards.forEach(({ guard, gates }) => expect(gates).toEqual(expect.arrayContaining([...OF_ROOTS[guard.kind]])));
  });

  test('of trust domains', () => {
    const guards = guardsBetween(TRUST_DOMAIN_PHASES, domainSets, phase => gatesOf(trustDomainChange(phase)));
    expect(guards.map(({ phase, guard }) => [phase, guard.kind])).toEqual([['announce', 'trusted-by-all'], ['switch-over', 'nothing-under']]);
    guards.forEach(({ guard, gates }) => expect(gates).toEqual(expect.arrayContaining([...OF_TRUST_DOMAINS[guard.kind]])));
  });

  test('of intermediates', () => {
    const records = (['prepare', 'activate', 'drain', 'retire'] as const).map(phase => readIntermediateRotation(JSON.stringify({
      chain: 'ca', name: 'east', phase, signs: phase === 'prepare' ? '1' : '2', from: '1', to: '2',
    }))).flatMap(read => ('record' in read ? [read.record] : []));
    const steady = { chain: 'ca', name: 'east', phase: IntermediatePhase.STEADY, signs: '1' };
    // What keeps the new generation from signing without having been issued is that "prepare" comes first, and the gate after it.
    expect(intermediateStepProblems(steady, records[1]).map(({ name }) => name)).toEqual(['activated-before-issued', 'phase-skipped']);
    expect(gatesOf(intermediateRotation('prepare'))).toEqual(['new-intermediate-issued']);
    // What a skipped phase would have made sure of, the gates of the step after it ask.
    records.slice(0, -1).forEach((record, index) => expect(intermediateStepProblems(record, records[index + 1])).toEqual([]));
    expect(intermediateStepProblems(records[0], records[2]).map(({ name }) => name)).toEqual(['phase-skipped']);
    expect(gatesOf(intermediateRotation('activate'))).toEqual(['new-intermediate-signs']);
    expect(gatesOf(intermediateRotation('drain'))).toEqual(['certificates-reissued', 'agents-reissued', 'nothing-under-old-intermediate', 'certificates-loaded']);
    expect(gatesOf(intermediateRotation('retire'))).toEqual(['old-key-deleted']);
  });

  test('of going strict', () => {
    const observed = { stage: StrictStage.OBSERVE, workloads: [], namespaces: [] };
    const strict = { stage: StrictStage.NAMESPACES, workloads: [], namespaces: ['shop'] };
    expect(strictStepProblems(undefined, strict).map(({ name }) => name)).toEqual(['strict-before-gate']);
    expect(strictStepProblems(observed, strict)).toEqual([]);
    expect(gatesOf('', 'strict')).toEqual(['no-plaintext', 'coverage']);
  });

  test('every step has gates of its own, but those that take away nothing that is in use', () => {
    const stages: Readonly<Record<GateStage, string>> = {
      'strict': '',
      'activate': rotation('publish'),
      'drain': rotation('activate'),
      'retire': rotation('drain'),
      'steady': rotation('retire'),
      'intermediate-activate': intermediateRotation('prepare'),
      'intermediate-drain': intermediateRotation('activate'),
      'intermediate-retire': intermediateRotation('drain'),
      'intermediate-steady': intermediateRotation('retire'),
      'switch-over': trustDomainChange('announce'),
      'settle': trustDomainChange('switch-over'),
      'trust-domain-steady': trustDomainChange('settle'),
    };
    expect(GATE_STAGES.filter(stage => gatesOf(stages[stage], stage).length === 0)).toEqual(['steady', 'trust-domain-steady']);
    // And the next step of each phase is the stage that is named so.
    expect(GATE_STAGES.filter(stage => stage !== 'strict' && stepOf(inventoryIn(stages[stage])).stage !== stage)).toEqual([]);
  });

  test('what is illegal by the records alone needs none: all else is told apart here', () => {
    // A new name in one of these types does not compile until somebody has said how its guard is answered.
    const answered: Readonly<Record<(RotationStepProblem | IntermediateStepProblem | TrustDomainStepProblem | StrictStepProblem)['name'], 'by a gate' | 'by the records'>> = {
      'activated-before-trusted': 'by a gate',
      'retired-while-presented': 'by a gate',
      'activated-before-issued': 'by a gate',
      'switched-before-announced': 'by a gate',
      'settled-while-presented': 'by a gate',
      'strict-before-gate': 'by a gate',
      'phase-skipped': 'by a gate',
      'retired-while-signing': 'by the records',
      'second-rotation': 'by the records',
      'slot-renamed': 'by the records',
      'compromised-key-returns': 'by the records',
    };
    expect(Object.values(answered)).toHaveLength(11);
  });
});

test('a gate that asks nobody is one of those that somebody may say they have looked at', () => {
  const yaml = [rotation('publish'), rotation('drain'), ...['prepare', 'activate', 'drain', 'compromise'].map(phase => intermediateRotation(phase as 'drain')), trustDomainChange('announce'), trustDomainChange('switch-over')];
  const stages = ['activate', 'retire', 'intermediate-activate', 'intermediate-drain', 'intermediate-retire', 'intermediate-steady', 'switch-over', 'settle'] as const;
  const names = yaml.flatMap((each, index) => {
    const inventory = inventoryIn([WORKLOAD, each].join('---'));
    return ownGates(stepOf(inventory, stages[index]), inventory, { now: NOW }).filter(({ queries }) => queries.length === 0).map(({ name }) => name);
  });
  expect([...new Set(names)].sort()).toEqual([...HAND_GATES].sort());
});
