import { existsSync } from 'fs';
import { join } from 'path';
import { Manifest } from '../variety';

/** Public applications that lie beside the checkout where somebody put them there; they are no part of the project. */
const FOLDER = join(__dirname, '..', '..', '..', 'shared', 'real');

/** Whether the applications are there. */
export const present = existsSync(FOLDER);

/** The file of an application. */
export function file(name: string): string {
  return join(FOLDER, name);
}

/** Runs tests where the applications are there, and says so aloud where they are not. */
export function describeReal(name: string, tests: () => void): void {
  if (present) {
    describe(name, tests);
  } else {
    describe.skip(`${name} (skipped: ../shared/real is not there)`, tests);
  }
}

/** A call, as AuthorizationPolicies let it through: who, to what, on which container port. */
export interface AllowedCall {
  readonly from: string;
  readonly to: string;
  readonly port: string;
}

/** Every call that the AuthorizationPolicies of some manifests let through. */
export function allowedCalls(manifests: Manifest[]): AllowedCall[] {
  return manifests.filter(({ kind }) => kind === 'AuthorizationPolicy').flatMap(({ spec }) => (spec.rules ?? []).flatMap(({ from, to }: Manifest) => {
    const callers: string[] = from.flatMap(({ source }: Manifest) => source.principals);
    const ports: string[] = (to ?? [{ operation: { ports: ['*'] } }]).flatMap(({ operation }: Manifest) => operation.ports);
    return callers.flatMap(caller => ports.map(port => ({ from: caller, to: spec.selector.matchLabels.app, port })));
  }));
}
