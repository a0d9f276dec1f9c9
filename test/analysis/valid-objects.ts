import { PlainObject } from './objects';
import { validCertificates } from './valid/certificates';
import { validIssuers } from './valid/issuers';

/** An object at the edge of what is accepted. */
export interface ValidObject {
  /** What is just right about it, as a sentence. */
  readonly name: string;
  readonly object: PlainObject;
}

/** Objects that a cluster accepts and that no rule calls an error. */
export const VALID_OBJECTS: readonly ValidObject[] = [
  ...validCertificates,
  ...validIssuers,
];
