import { brokenBundles } from './broken/bundles';
import { brokenCertificates, uselessCertificates } from './broken/certificates';
import { brokenIssuers } from './broken/issuers';
import { brokenIstioObjects } from './broken/istio';
import { brokenPolicies } from './broken/policies';
import { BrokenObject } from './case';

export type { BrokenObject } from './case';

/** Objects that are wrong in one way each. */
export const BROKEN_OBJECTS: readonly BrokenObject[] = [
  ...brokenCertificates,
  ...brokenIssuers,
  ...brokenBundles,
  ...brokenPolicies,
  ...brokenIstioObjects,
  ...uselessCertificates,
];
