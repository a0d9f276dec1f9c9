import { IConstruct } from 'constructs';
import { usageError } from '../core/usage-error';

// cert-manager's webhook counts bytes; our names are ASCII.
const LONGEST_COMMON_NAME = 64;

/** Refuses the name of a CA that does not fit into the subject of its certificate. */
export function requireCaName(where: IConstruct, call: string, name: string, part: string): void {
  if (name.length > LONGEST_COMMON_NAME) {
    throw usageError(where, call, `its objects would be called "${name}", and the subject of a certificate has ${LONGEST_COMMON_NAME} characters at most`, `Shorten the name of the chain, or of the ${part}.`);
  }
}
