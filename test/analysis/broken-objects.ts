import { brokenCertificates } from './broken/certificates';
import { brokenIssuers } from './broken/issuers';
import { PlainObject } from './objects';

/** An object that a rule refuses. */
export interface BrokenObject {
  /** What is wrong with it, as a sentence. */
  readonly name: string;
  readonly object: PlainObject;
  /** The code of the rule that refuses it. */
  readonly code: string;
  /** Whether a cluster refuses it too, on its own, when it is applied. The others are accepted there and break later. */
  readonly alone?: boolean;
}

/** Objects that are wrong in one way each. */
export const BROKEN_OBJECTS: readonly BrokenObject[] = [
  ...brokenCertificates,
  ...brokenIssuers,
];
