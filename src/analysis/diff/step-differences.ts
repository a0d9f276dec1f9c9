import { TrustDifference } from './difference';
import type { State } from './world';
import { describeObject, ObjectReference, Severity } from '../../core/finding';
import { answeredCompromises, illegalTransitions } from '../change/change-types';
import { referenceTo } from '../manifest';
import { bundleFollowsLiveRoot } from '../rules/bundle-follows-live-root';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** The steps of longer changes that are not to be taken, as the manifests record them. */
export function stepDifferences(before: State, after: State): TrustDifference[] {
  return [
    ...illegalTransitions(before, after).map(({ name, severity, subject, outage, fix, object }): TrustDifference => ({
      kind: name, severity, message: `${subject}: ${outage}`, fix, objects: object ? [object] : [],
    })),
    ...answeredCompromises(before, after).map(({ subject, reason, harms, object }): TrustDifference => ({
      kind: 'compromise-answered',
      severity: Severity.WARNING,
      message: `${subject}: a compromised key is replaced without waiting (${reason}). ${harms.map(({ who, what, howLong }) => `${who} ${what}: ${howLong}`).join('. ')}`,
      objects: object ? [object] : [],
    })),
    ...signersInBundles(before, after),
  ];
}

/** What is accepted where a compromised key is replaced. */
const ACCEPTED: readonly string[] = ['activated-before-trusted', 'retired-while-presented'];

/** Those of what the manifests only show that no record has named, or accepted: a record says better what to do. */
export function unrecorded(shown: readonly TrustDifference[], recorded: readonly TrustDifference[]): TrustDifference[] {
  const keyOf = (kind: string, object: ObjectReference): string => `${kind} ${describeObject(object)}`;
  const named = new Set(recorded.flatMap(({ kind, objects }) => {
    const kinds = kind === 'compromise-answered' ? ACCEPTED : [kind];
    return kinds.flatMap(each => objects.map(object => keyOf(each, object)));
  }));
  return shown.filter(({ kind, objects }) => !objects.some(object => named.has(keyOf(kind, object))));
}

/** Bundles that begin to read a Secret which a CA signs with and renews. A new Bundle is no step: the rule says what is wrong with it. */
function signersInBundles(before: State, after: State): TrustDifference[] {
  const [old, next] = [before, after].map(({ inventory, context }) => [...bundleFollowsLiveRoot.check(inventory, context)]);
  const known = new Set(old.map(({ object }) => object.manifest.metadata.name));
  const isStep = (name: string): boolean => !known.has(name) && before.inventory.find(TRUST_MANAGER, 'Bundle', undefined, name) !== undefined;
  return next.filter(({ object }) => isStep(object.manifest.metadata.name)).map(({ object, field, others = [], message, fix }) => ({
    kind: 'signer-is-bundle',
    severity: Severity.ERROR,
    message,
    fix,
    objects: [referenceTo(object.manifest, field), ...others.map(other => referenceTo(other.manifest))],
  }));
}
