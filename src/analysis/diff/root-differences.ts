import { TrustDifference } from './difference';
import type { TrustStates } from './trust-differences';
import { IllegalRootStep, illegalSteps } from '../../core/change/root-sets';
import { describeObject, ObjectReference, Severity } from '../../core/finding';
import { CertificateNode } from '../certmanager/issuance';
import { described, referenceTo } from '../manifest';
import { BundleNode, Root, TrustGraph } from '../trust/trust-graph';

/** How many objects a message names. */
const NAMED = 3;

/**
 * What the change does to roots. A root moves in four steps, of which each must be complete before the next: it is
 * published in the bundles, it is activated and signs, certificates of the one before it are drained, and that one is
 * retired. A change in which two of the steps happen at once fails for those who are not yet, or still, behind.
 */
export function rootDifferences({ before, after }: TrustStates): TrustDifference[] {
  const all = new Map([...before.roots(), ...after.roots()].filter(({ kind }) => kind !== 'unknown' && kind !== 'public').map(root => [root.id, root]));
  const context = { before, after, bundles: trustedBundles(before, after), previousRoots: rootsByName(before) };
  return [...all.keys()].sort().flatMap(id => {
    const [old, next] = [before.root(id), after.root(id)];
    return [
      ...stillSigning(old, next, after),
      ...activated(id, context),
      ...dropped(id, context),
      ...(old && next) || all.get(id)!.kind === 'external' ? [] : [news((old ?? next)!, next === undefined)],
    ];
  });
}

interface Context extends TrustStates {
  /** What becomes of the bundles of before that somebody trusts. */
  readonly bundles: ReadonlyMap<BundleNode, BundleNode>;
  /** The roots of before, by the Certificates under them. */
  readonly previousRoots: ReadonlyMap<string, string>;
}

function news(root: Root, vanishes: boolean): TrustDifference {
  return {
    kind: vanishes ? 'root-vanishes' : 'root-appears',
    severity: 'info',
    message: vanishes ? `nothing is signed by, and nobody trusts, ${root.description} any more` : `there is a new root: ${root.description}`,
    objects: referencesTo(root),
  };
}

/** The Certificate of a root is gone, its Secret is signed with all the same. */
function stillSigning(old: Root | undefined, next: Root | undefined, after: TrustGraph): TrustDifference[] {
  const signed = next && old?.certificate && !next.certificate ? after.certificatesUnder(next) : [];
  const issuers = next && old?.certificate && !next.certificate ? after.issuersUnder(next) : [];
  return signed.length + issuers.length === 0 ? [] : [{
    kind: 'root-still-signs',
    severity: Severity.ERROR,
    message: `${described(old!.object!)} vanishes, and its key goes on signing: ${named([...issuers.map(({ reference }) => reference), ...signed.map(toReference)])}. Nothing renews it any more, and its Secret may go with it`,
    fix: `Keep ${described(old!.object!)} until nothing is signed with it any more.`,
    objects: [referenceTo(old!.object!.manifest), ...issuers.map(({ reference }) => reference), ...signed.map(toReference)],
  }];
}

/** A root that signs what it did not sign before. */
function activated(id: string, { before, after, bundles, previousRoots }: Context): TrustDifference[] {
  const signed = signedBy(id, after);
  if (signed.length === 0 || signedBy(id, before).length > 0) {
    return [];
  }
  const root = after.root(id)!;
  // Only certificates that were there before have somebody who trusts the root that they come from.
  const from = new Set(signed.flatMap(certificate => previousRoots.get(nameOf(certificate)) ?? []));
  const concerned = [...new Set([...from].flatMap(each => before.bundlesTrusting(each)))].filter(bundle => bundles.has(bundle));
  const unready = concerned.filter(bundle => before.trusts(bundle, id) === false && after.trusts(bundles.get(bundle)!, id) === true);
  const without = concerned.filter(bundle => after.trusts(bundles.get(bundle)!, id) === false);
  const kind = illegalStep({ signs: false }, { signs: true }, { isLoadedByAll: unready.length + without.length === 0 });
  return kind === undefined ? [] : [
    ...unready.length === 0 ? [] : [{
      kind,
      severity: Severity.ERROR as const,
      message: `${root.description} begins to sign ${named(signed.map(toReference))} in the same change in which ${namedBundles(unready)} begins to trust it: who has not loaded the new roots yet refuses the new certificates`,
      fix: `Take two steps: first add ${root.description} to the bundle, and let it sign when everybody has loaded that.`,
      objects: [...referencesTo(root), ...unready.map(referenceToBundle), ...signed.map(toReference)],
    }],
    ...without.length === 0 ? [] : [{
      kind,
      severity: Severity.ERROR as const,
      message: `${named(signed.map(toReference))} moves to ${root.description}, which ${namedBundles(without)} does not trust`,
      fix: `Add ${root.description} to the bundle, in a change before this one.`,
      objects: [...without.map(referenceToBundle), ...referencesTo(root), ...signed.map(toReference)],
    }],
  ];
}

/** A root that bundles trusted and do not any more. */
function dropped(id: string, { before, after, bundles }: Context): TrustDifference[] {
  const dropping = before.bundlesTrusting(id).filter(bundle => bundles.has(bundle) && after.trusts(bundles.get(bundle)!, id) === false);
  const root = before.root(id);
  if (!root || dropping.length === 0) {
    return [];
  }
  const signs = signedBy(id, after);
  const signed = signedBy(id, before);
  const objects = [...dropping.map(referenceToBundle), ...referencesTo(root)];
  const kind = illegalStep({ isTrusted: true }, { isTrusted: false, signs: signs.length > 0 }, { isPresented: signed.length > 0 });
  if (kind === 'retired-while-signing') {
    return [{
      kind,
      severity: Severity.ERROR,
      message: `${namedBundles(dropping)} drops ${root.description}, which goes on signing: ${named(signs.map(toReference))}. Who trusts the bundle refuses those`,
      fix: `Keep ${root.description} in the bundle until nothing is signed by it any more.`,
      objects: [...objects, ...signs.map(toReference)],
    }];
  }
  return kind === undefined ? [] : [{
    kind,
    severity: Severity.ERROR,
    message: `${namedBundles(dropping)} drops ${root.description} in the same change in which its last certificates are replaced: ${named(signed.map(toReference))}. Those that are in use stay so until they are renewed and loaded, and are refused meanwhile`,
    fix: `Take two steps: first let everything get its certificates from the new root, and drop ${root.description} when the last one that it signed has ended.`,
    objects: [...objects, ...signed.map(toReference)],
  }];
}

/** One root in a state, and what consumers have come to. */
interface RootState {
  readonly isTrusted?: boolean;
  readonly signs?: boolean;
}
interface RootRollout {
  readonly isLoadedByAll?: boolean;
  readonly isPresented?: boolean;
}

/** The name of what is wrong with a step of one root; undefined if nothing is. */
function illegalStep(before: RootState, after: RootState, { isLoadedByAll = true, isPresented }: RootRollout): IllegalRootStep | undefined {
  const setOf = (isIn = false): ReadonlySet<string> => new Set(isIn ? ['root'] : []);
  const [from, to] = [before, after].map(({ isTrusted, signs }) => ({ trusted: setOf(isTrusted), signing: setOf(signs) }));
  return illegalSteps(from, to, { loadedByAll: setOf(isLoadedByAll), presented: setOf(isPresented) })[0]?.name;
}

/** The bundles of before with what they are afterwards: those that are distributed, and the `ca.crt` beside certificates that somebody reads as one. */
function trustedBundles(before: TrustGraph, after: TrustGraph): ReadonlyMap<BundleNode, BundleNode> {
  const next = new Map(after.bundles().map(bundle => [bundle.id, bundle]));
  const read = new Set(after.consumers().flatMap(({ uses }) => uses.flatMap(({ bundle }) => bundle?.id ?? [])));
  return new Map(before.bundles()
    .filter(({ id, kind }) => next.has(id) && (kind !== 'issued' || read.has(id)))
    .map(bundle => [bundle, next.get(bundle.id)!]));
}

/** The Certificates under a root, but not its own. */
function signedBy(id: string, graph: TrustGraph): readonly CertificateNode[] {
  return graph.certificatesUnder(id).filter(certificate => graph.root(id)?.certificate !== certificate);
}

function rootsByName(graph: TrustGraph): ReadonlyMap<string, string> {
  return new Map(graph.certificates().map(certificate => [nameOf(certificate), graph.chainOf(certificate).root.id]));
}

function nameOf({ object, namespace }: CertificateNode): string {
  return `${namespace}/${object.manifest.metadata.name}`;
}

function toReference({ object }: CertificateNode): ObjectReference {
  return referenceTo(object.manifest);
}

function referencesTo({ object, secret }: Root): ObjectReference[] {
  return object ? [referenceTo(object.manifest)] : secret ? [{ kind: 'Secret', ...secret }] : [];
}

function named(objects: readonly ObjectReference[]): string {
  const names = objects.slice(0, NAMED).map(describeObject).join(', ');
  return objects.length > NAMED ? `${names} and ${objects.length - NAMED} more` : names;
}

function namedBundles(bundles: readonly BundleNode[]): string {
  return named(bundles.map(referenceToBundle));
}

function referenceToBundle({ object }: BundleNode): ObjectReference {
  return referenceTo(object.manifest);
}
