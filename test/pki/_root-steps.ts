import { Manifest, objectIn } from './_chain';
import { readRootRotation, ROOT_ROTATION_ANNOTATION, RootRotationRecord } from '../../src/core/change/root-rotation-record';
import { IssuerChainProps, RootCa, RootRotation } from '../../src/pki';

/** A root and the one that replaces it. */
export const TWO_ROOTS = [RootCa.selfSigned('2026'), RootCa.selfSigned('2027')];
export const SLOTS = { from: '2026', to: '2027' };

/** The steps of a whole replacement, from before it to after it. */
export const ROOT_STEPS: Partial<IssuerChainProps>[] = [
  { roots: [TWO_ROOTS[0]] },
  { roots: TWO_ROOTS, rootRotation: RootRotation.publish(SLOTS) },
  { roots: TWO_ROOTS, rootRotation: RootRotation.activate(SLOTS) },
  { roots: TWO_ROOTS, rootRotation: RootRotation.drain(SLOTS) },
  { roots: TWO_ROOTS, rootRotation: RootRotation.retire(SLOTS) },
  { roots: [TWO_ROOTS[1]] },
];

/** What the bundle of the chain `ca` records of the replacement. */
export function rootRecordIn(objects: Manifest[]): RootRotationRecord {
  const read = readRootRotation(objectIn(objects, 'Bundle', 'ca-roots').metadata.annotations[ROOT_ROTATION_ANNOTATION]);
  if ('problem' in read) {
    throw new Error(read.problem);
  }
  return read.record;
}
