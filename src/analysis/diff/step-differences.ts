import { TrustDifference } from './difference';
import type { State } from './world';
import { describeObject, ObjectReference, Severity } from '../../core/finding';
import { acceptedBy, CHANGE_TYPES, ChangeStep, problemsOf, stepsOf } from '../change/change-types';
import { referenceTo } from '../manifest';
import { bundleFollowsLiveRoot } from '../rules/bundle-follows-live-root';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** The steps of longer changes that are not to be taken, as the manifests record them. */
export function stepDifferences(before: State, after: State): TrustDifference[] {
  const steps = CHANGE_TYPES.flatMap(type => stepsOf(type, before, after));
  return [...steps.flatMap(illegal), ...steps.flatMap(answered)];
}

function illegal(step: ChangeStep<unknown>): TrustDifference[] {
  return problemsOf(step).map(({ name, severity, outage, fix }) => ({
    kind: name, severity, message: `${step.subject}: ${outage}`, fix, objects: objectsOf(step),
  }));
}

/** A compromised key that is being replaced. Where nothing was known of it before, nobody can say that it is. */
function answered(step: ChangeStep<unknown>): TrustDifference[] {
  const accepted = step.before && acceptedBy(step);
  return accepted ? [{
    kind: 'compromise-answered',
    severity: Severity.WARNING,
    message: `${step.subject}: a compromised key is replaced without waiting (${accepted.reason}). ${accepted.harms.map(({ who, what, howLong }) => `${who} ${what}: ${howLong}`).join('. ')}`,
    objects: objectsOf(step),
  }] : [];
}

function objectsOf({ after }: ChangeStep<unknown>): ObjectReference[] {
  return after?.object ? [referenceTo(after.object.manifest)] : [];
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
export function signersInBundles(before: State, after: State): TrustDifference[] {
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
