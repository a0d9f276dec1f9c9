import { FULL_SIGHT, Operator, Refusal, RIGHT, Sight } from './operator';
import { phase, Stage, steady } from './stage';
import { FEDERATED, REPLACEMENT } from './worlds';
import { RootPhase } from '../../../src/core/change/root-phase';

const { PUBLISH, ACTIVATE, RETIRE } = RootPhase;

/** What somebody might do instead. The world is the same: only the operator is another. */
export interface WrongOrder {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly operator: Operator;
  /** Why the product refuses the first step that it would not have let pass. */
  readonly refused: Partial<Refusal>;
}

/** Takes the stages as they come, and asks nobody. */
const BLIND: Operator = { compares: [], heedsRecords: false, straightOn: true };

/** Makes sure that the new root is trusted, and does not wait until the old one is out of use. */
const HASTY: Operator = { ...BLIND, compares: RIGHT.compares, sight: { ...FULL_SIGHT, use: [] } };

/** Heeds everything, but does not see it all. */
function blindTo(missing: Partial<Sight>): Operator {
  return { ...RIGHT, sight: { ...FULL_SIGHT, ...missing } };
}

function straightOn(operator: Operator): Operator {
  return { ...operator, straightOn: true };
}

/** Orders that can be seen to be wrong from two records alone. */
export const VISIBLY_WRONG: readonly WrongOrder[] = [
  {
    name: 'activate before publish: the new root signs, and nobody is given it to trust',
    stages: [steady('2026'), steady('2027', ['2026'])],
    operator: BLIND,
    refused: { byRecords: ['activated-before-trusted'] },
  },
  {
    name: 'publish and activate in one step',
    stages: [steady('2026'), phase(ACTIVATE)],
    operator: BLIND,
    refused: { byRecords: ['activated-before-trusted', 'phase-skipped'] },
  },
  {
    name: 'publish is activate: one Secret is both signer and bundle, and renews itself',
    stages: [steady('2026'), steady('2027')],
    operator: BLIND,
    refused: { byRecords: ['slot-renamed'] },
  },
  {
    name: 'activate and retire in one step: phases are skipped',
    stages: [steady('2026'), phase(PUBLISH), phase(RETIRE)],
    operator: BLIND,
    refused: { byRecords: ['retired-while-presented', 'phase-skipped'] },
  },
  {
    name: 'retire before drain',
    stages: [steady('2026'), phase(PUBLISH), phase(ACTIVATE), phase(RETIRE)],
    operator: HASTY,
    refused: { byRecords: ['retired-while-presented', 'phase-skipped'] },
  },
  {
    name: 'retire while the old root still signs',
    stages: [steady('2026'), phase(PUBLISH), steady('2026', ['2027'])],
    operator: BLIND,
    refused: { byRecords: ['retired-while-signing'] },
  },
  {
    name: 'a second replacement before the first has ended: {2026, 2027} → {2027, 2028}',
    stages: [steady('2026'), phase(PUBLISH), phase(ACTIVATE), phase(PUBLISH, '2027', '2028')],
    operator: HASTY,
    refused: { byRecords: ['second-rotation'] },
  },
  {
    name: 'back from activate to the beginning at once',
    stages: [steady('2026'), phase(PUBLISH), phase(ACTIVATE), steady('2026')],
    operator: HASTY,
    refused: { byRecords: ['retired-while-presented'] },
  },
];

/** Orders of which every step is legal by the records, taken by one who does not see all that there is to see. */
export const BLINDLY_WRONG: readonly WrongOrder[] = [
  {
    name: 'activate at once: nobody is asked whether they trust the new root',
    stages: REPLACEMENT,
    operator: blindTo({ trust: [] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'activate when trust-manager has written the ConfigMaps: nobody looks into the pods',
    stages: REPLACEMENT,
    operator: blindTo({ trust: ['applied', 'copied'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'activate when every volume has the new root: nobody looks at what is loaded',
    stages: REPLACEMENT,
    operator: blindTo({ trust: ['applied', 'copied', 'mounted'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'activate when everybody who reloads has: a mount by subPath stays as it is until its pod is replaced',
    stages: REPLACEMENT,
    operator: blindTo({ consumers: ['reloading'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'activate when all that runs has loaded the new root: nobody looks at what a pod that starts has in its volume',
    stages: REPLACEMENT,
    operator: blindTo({ trust: ['applied', 'copied', 'loaded'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'activate when one cluster is ready: the other is behind',
    stages: REPLACEMENT,
    operator: blindTo({ clusters: 1 }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'retire when every Certificate has been issued again: nobody looks at what is presented',
    stages: REPLACEMENT,
    operator: straightOn(blindTo({ use: ['applied', 'intermediate', 'issued'] })),
    refused: { byGuards: ['retired-while-presented'] },
  },
  {
    name: 'retire when nothing is presented under the old root: a certificate that was issued and is not yet installed is forgotten',
    stages: REPLACEMENT,
    operator: straightOn(blindTo({ use: ['applied', 'intermediate', 'presented'] })),
    refused: { byGuards: ['retired-while-presented'] },
  },
  {
    name: 'retire when no workload has a certificate under the old root: an intermediate that is still under it is forgotten',
    stages: REPLACEMENT,
    operator: straightOn(blindTo({ use: ['applied', 'issued', 'presented'] })),
    refused: { byGuards: ['retired-while-presented'] },
  },
  {
    name: 'forth and back and forth: the copy of a bundle that lags is taken for one that has arrived',
    stages: REPLACEMENT,
    operator: blindTo({ trust: ['applied', 'mounted', 'loaded'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'forth and back and forth: what was merged is taken for what each cluster has applied',
    stages: REPLACEMENT,
    operator: { ...blindTo({ trust: ['copied', 'mounted', 'loaded'] }), compares: ['git'] },
    refused: { byRecords: ['activated-before-trusted', 'phase-skipped'], byGuards: ['activated-before-trusted'] },
  },
  {
    name: 'forth and back and forth in one of two meshes that trust each other: what the other has applied is not looked at',
    stages: FEDERATED,
    operator: blindTo({ trust: ['copied', 'mounted', 'loaded'] }),
    refused: { byGuards: ['activated-before-trusted'] },
  },
];
