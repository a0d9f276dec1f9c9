import { ValidObject } from './case';
import { validCertificates } from './valid/certificates';
import { validIssuers } from './valid/issuers';

export type { ValidObject } from './case';

/** Objects that a cluster accepts and that no rule calls an error. */
export const VALID_OBJECTS: readonly ValidObject[] = [
  ...validCertificates,
  ...validIssuers,
];
