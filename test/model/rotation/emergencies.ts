import { FULL_SIGHT, Operator, RIGHT } from './operator';
import { compromised, phase, Stage, steady } from './stage';
import { RootPhase } from '../../../src/core/change/root-phase';

/** An order for the day on which the old root's key is no secret any more. The records allow it; what it costs is known. */
export interface Emergency {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly operator: Operator;
  /** The roots under which certificates are refused on the way. */
  readonly costs: readonly string[];
}

export const EMERGENCIES: readonly Emergency[] = [
  {
    name: 'at once: the new root signs before everybody trusts it, and the old one is distrusted before it is out of use',
    stages: [steady('2026'), compromised(RootPhase.DRAIN), compromised(RootPhase.RETIRE), steady('2027')],
    operator: { ...RIGHT, sight: undefined, straightOn: true },
    costs: ['2026', '2027'],
  },
  {
    name: 'with some minutes to spare: everybody trusts the new root before it signs, and then the old one is distrusted at once',
    stages: [steady('2026'), phase(RootPhase.PUBLISH), phase(RootPhase.ACTIVATE), compromised(RootPhase.RETIRE), steady('2027')],
    operator: { ...RIGHT, sight: { ...FULL_SIGHT, use: [] }, straightOn: true },
    costs: ['2026'],
  },
];
