import { ChangeType, RecordedChange, recordsOf } from './change-type';
import { rootRotations } from './root-rotations';
import { intermediateHarms } from '../../core/change/intermediate-harms';
import { FIRST_GENERATION, IntermediatePhase } from '../../core/change/intermediate-phase';
import {
  generationName, generationsOf, INTERMEDIATE_ROTATION_ANNOTATION, IntermediateRotationRecord, readIntermediateRotation,
} from '../../core/change/intermediate-rotation-record';
import { intermediateStepProblems } from '../../core/change/intermediate-rotation-step';
import { Severity } from '../../core/finding';
import { CERT_MANAGER } from '../certmanager/kinds';
import { fieldAt } from '../fields';
import { Inventory } from '../inventory';
import { SourcedManifest } from '../manifest';

/** The generations of the intermediates of chains, as their Certificates record them; the first one where they record nothing. */
export const intermediateRotations: ChangeType<IntermediateRotationRecord> = {
  changesIn(state) {
    const recorded = recordsIn(state.inventory).records;
    const known = new Set(recorded.flatMap(({ record }) => [...generationsOf(record), record.from ?? record.signs]
      .map(generation => generationName(record, generation))));
    const chains = new Set(rootRotations.changesIn(state).map(({ record }) => record.chain));
    return [
      ...recorded.map(({ record, object }) => ({ subject: subjectOf(record), record, object })),
      ...intermediatesOf(chains, state.inventory).filter(({ object }) => !known.has(object.manifest.metadata.name)),
    ];
  },

  problemsIn(state) {
    return recordsIn(state.inventory).unreadable;
  },

  stageOf({ phase, signs, from, to, compromise }) {
    return from === undefined ? `${phase}, generation "${signs}" signs` : `${compromise ? 'compromise' : phase}, from generation "${from}" to "${to}"`;
  },

  stepProblems(before, after) {
    return before ? intermediateStepProblems(before.record, after.record).map(problem => ({ ...problem, severity: Severity.ERROR })) : [];
  },

  harmsOf(record) {
    return record.compromise ? { reason: record.compromise.reason, harms: intermediateHarms(record) } : undefined;
  },
};

function subjectOf({ chain, name }: IntermediateRotationRecord): string {
  return `intermediate "${name}" of chain "${chain}"`;
}

function recordsIn(inventory: Inventory): ReturnType<typeof recordsOf<IntermediateRotationRecord>> {
  return recordsOf(inventory.ofKind(CERT_MANAGER, 'Certificate'), INTERMEDIATE_ROTATION_ANNOTATION, readIntermediateRotation);
}

type Implied = RecordedChange<IntermediateRotationRecord> & { readonly object: SourcedManifest };

/** The intermediates of chains of which no generation was ever named. */
function intermediatesOf(chains: ReadonlySet<string>, inventory: Inventory): Implied[] {
  return inventory.ofKind(CERT_MANAGER, 'Certificate').flatMap((object): Implied[] => {
    const { manifest } = object;
    const { name } = manifest.metadata;
    const chain = fieldAt(manifest, 'spec', 'isCA') === true ? chainIn(name, chains) : undefined;
    const isRecorded = fieldAt(manifest, 'metadata', 'annotations', INTERMEDIATE_ROTATION_ANNOTATION) !== undefined;
    if (chain === undefined || isRecorded || name.startsWith(`${chain}-root-`)) {
      return [];
    }
    const record = { chain, name: name.slice(chain.length + 1), phase: IntermediatePhase.STEADY, signs: FIRST_GENERATION };
    return [{ subject: subjectOf(record), record, object, isImplied: true }];
  });
}

/** The chain with whose name a name begins. */
function chainIn(name: string, chains: ReadonlySet<string>): string | undefined {
  for (let end = name.lastIndexOf('-'); end > 0; end = name.lastIndexOf('-', end - 1)) {
    if (chains.has(name.slice(0, end))) {
      return name.slice(0, end);
    }
  }
  return undefined;
}
