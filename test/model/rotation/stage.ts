import { described, Root, Roots, rootsOf } from './roots';
import { RootPhase, ROTATION_PHASES } from '../../../src/core/change/root-phase';
import { RootRotationRecord } from '../../../src/core/change/root-rotation-record';

/** What Git says at a time: a record for each cluster, or one for all of them. */
export class Stage {
  /** What it says, in words. */
  public readonly saying: string;
  private readonly trusted: readonly Roots[];
  private readonly signing: readonly Root[];

  constructor(public readonly name: string, private readonly records: readonly RootRotationRecord[]) {
    this.trusted = records.map(({ trusts }) => rootsOf(trusts));
    this.signing = records.map(({ signs }) => rootsOf([signs]));
    this.saying = [...new Set(this.trusted.map((trusted, index) => `trust ${described(trusted)}; ${described(this.signing[index])} signs`))].join(' / ');
  }

  /** Whether all clusters are told the same, so that they may change places. */
  public get isUniform(): boolean {
    return this.records.length === 1;
  }

  public recordIn(cluster: number): RootRotationRecord {
    return this.records[this.isUniform ? 0 : cluster];
  }

  public trustedIn(cluster: number): Roots {
    return this.trusted[this.isUniform ? 0 : cluster];
  }

  public signingIn(cluster: number): Root {
    return this.signing[this.isUniform ? 0 : cluster];
  }
}

/** A stage in which nothing is being replaced. Nothing keeps it from saying what the product would not. */
export function steady(signs: string, trusts: readonly string[] = [signs]): Stage {
  return new Stage('steady', [steadyRecord(signs, trusts)]);
}

export function steadyRecord(signs: string, trusts: readonly string[]): RootRotationRecord {
  return { chain: 'ca', phase: RootPhase.STEADY, signs, trusts };
}

/** A phase of the replacement of a root. */
export function phase(name: typeof ROTATION_PHASES[number], from = '2026', to = '2027'): Stage {
  return new Stage(name, [phaseRecord(name, from, to)]);
}

/** The record of a phase, with the roots that stay trusted besides. */
export function phaseRecord(name: typeof ROTATION_PHASES[number], from: string, to: string, besides: readonly string[] = []): RootRotationRecord {
  return {
    chain: 'ca',
    phase: name,
    signs: name === RootPhase.PUBLISH ? from : to,
    trusts: [...name === RootPhase.RETIRE ? [to] : [from, to], ...besides],
    from,
    to,
  };
}

/** A phase of the replacement of a root whose key is no secret any more. */
export function compromised(name: RootPhase.DRAIN | RootPhase.RETIRE, from = '2026', to = '2027'): Stage {
  return new Stage(`${name}, compromised`, [{ ...phaseRecord(name, from, to), compromise: { reason: 'the key was in a backup that left the company' } }]);
}
