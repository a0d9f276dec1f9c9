import { certificateRefused } from './certificate-refused';
import { clusterIssuerRefused } from './cluster-issuer-refused';
import { issuerRefused } from './issuer-refused';
import { objectCollision } from './object-collision';
import { Rule } from '../rule';

/** Every rule, in the order in which its findings are reported. */
export const RULES: readonly Rule[] = [
  objectCollision,
  certificateRefused,
  issuerRefused,
  clusterIssuerRefused,
];
