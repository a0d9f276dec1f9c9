import { brokenCertificates } from './broken/certificates';
import { brokenIssuers } from './broken/issuers';
import { BrokenObject } from './case';

export type { BrokenObject } from './case';

/** Objects that are wrong in one way each. */
export const BROKEN_OBJECTS: readonly BrokenObject[] = [
  ...brokenCertificates,
  ...brokenIssuers,
];
