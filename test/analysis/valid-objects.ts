import { ValidObject } from './case';
import { validCertificates } from './valid/certificates';
import { validIssuers } from './valid/issuers';
import { validPolicies } from './valid/policies';

export type { ValidObject } from './case';

/** Objects that a cluster accepts and that no rule calls an error. */
export const VALID_OBJECTS: readonly ValidObject[] = [
  ...validCertificates,
  ...validIssuers,
  ...validPolicies,
];
