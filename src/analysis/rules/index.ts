import { Rule } from '../rule';
import { objectCollision } from './object-collision';

/** Every rule, in the order in which its findings are reported. */
export const RULES: readonly Rule[] = [
  objectCollision,
];
