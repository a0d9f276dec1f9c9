import { phase, phaseRecord, Stage, steady, steadyRecord } from './stage';
import { Follows, World } from './state';
import { RootPhase, ROTATION_PHASES } from '../../../src/core/change/root-phase';

const { PUBLISH, ACTIVATE, DRAIN, RETIRE } = RootPhase;

/** The replacement of 2026 by 2027, from first to last. */
export const REPLACEMENT: readonly Stage[] = [steady('2026'), phase(PUBLISH), phase(ACTIVATE), phase(DRAIN), phase(RETIRE), steady('2027')];

const KINDS: readonly { readonly name: string; readonly follows: Follows }[] = [
  { name: 'web', follows: 'reloading' },
  { name: 'cart', follows: 'restarting' },
  { name: 'api', follows: 'reloading' },
  { name: 'jobs', follows: 'restarting' },
];

/** Two clusters with so many consumers in each, up to four. Half of them reload their files; of a single one in each, that of the first cluster. */
export function worldOf(stages: readonly Stage[], consumers: number): World {
  return {
    stages,
    clusters: ['east', 'west'].map((name, index) => ({ name, consumers: consumers === 1 ? [KINDS[index]] : KINDS.slice(0, consumers) })),
  };
}

/**
 * Two meshes that trust each other, each with a root of its own: one replaces its
 * root, and the other, which has another chain, follows in what it trusts alone.
 */
export const FEDERATED: readonly Stage[] = ([
  ['steady', steadyRecord('2026', ['2026', 'west']), ['2026']],
  ['publish', phaseRecord(PUBLISH, '2026', '2027', ['west']), ['2026', '2027']],
  ['activate', phaseRecord(ACTIVATE, '2026', '2027', ['west']), ['2026', '2027']],
  ['drain', phaseRecord(DRAIN, '2026', '2027', ['west']), ['2026', '2027']],
  ['retire', phaseRecord(RETIRE, '2026', '2027', ['west']), ['2027']],
  ['steady', steadyRecord('2027', ['2027', 'west']), ['2027']],
] as const).map(([name, east, west]) => new Stage(name, [east, steadyRecord('west', ['west', ...west])]));

/** Every record that can be written about two roots, whether it makes sense or not; it begins at 2026 alone, and ends at 2027 alone. */
export const EVERY_RECORD: readonly Stage[] = [
  steady('2026'),
  steady('2026', ['2026', '2027']),
  ...ROTATION_PHASES.flatMap(name => [phase(name, '2026', '2027'), phase(name, '2027', '2026')]),
  steady('2027', ['2026', '2027']),
  steady('2027'),
];

/** Every legal state of what two roots do, whatever phase it is called. */
export const EVERY_STATE: readonly Stage[] = [steady('2026'), steady('2026', ['2026', '2027']), steady('2027', ['2026', '2027']), steady('2027')];

/** Two replacements, one after the other: 2026 by 2027, and 2027 by 2028. */
export const TWO_REPLACEMENTS: readonly Stage[] = [
  ...REPLACEMENT,
  ...ROTATION_PHASES.map(name => phase(name, '2027', '2028')),
  steady('2028'),
];

/**
 * Two generations of an intermediate, in the places of roots: whoever trusts the
 * root takes what either of them has signed, since that carries its certificate along.
 */
export const GENERATIONS: readonly Stage[] = [steady('2026', ['2026', '2027']), steady('2027', ['2026', '2027'])];
