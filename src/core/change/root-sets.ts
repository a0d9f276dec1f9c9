/** What manifests say about roots. */
export interface RootSets {
  /** The roots that are given to consumers to trust. */
  readonly trusted: ReadonlySet<string>;
  /** The roots under which new certificates are issued. */
  readonly signing: ReadonlySet<string>;
}

/** What has really become of it at the consumers, who follow at their own time. */
export interface Rollout {
  /** The roots that every consumer has loaded. */
  readonly loadedByAll: ReadonlySet<string>;
  /** The roots under which somebody presents a certificate that has not ended, or signs. */
  readonly presented: ReadonlySet<string>;
}

/**
 * What must be true before a step:
 *
 * - `trusted-by-all`: every consumer has loaded the root
 * - `nothing-under`: no certificate under the root is presented any more, and nothing is signed under it
 */
export interface RootGuard {
  readonly kind: 'trusted-by-all' | 'nothing-under';
  readonly root: string;
}

/** The step that breaks a guard, by its name. */
export type IllegalRootStep = 'activated-before-trusted' | 'retired-while-signing' | 'retired-while-presented';

/** A step that would make consumers refuse each other. */
export interface IllegalStep {
  readonly name: IllegalRootStep;
  readonly root: string;
}

/**
 * What must be true before the manifests go from one state to another. This is the
 * whole safety of a rotation: nobody may present what somebody does not trust yet,
 * and nobody may stop trusting what somebody still presents. To publish a root is
 * always safe.
 */
export function rootGuards(before: RootSets, after: RootSets): RootGuard[] {
  return [
    ...without(after.signing, before.signing).map(root => ({ kind: 'trusted-by-all' as const, root })),
    ...without(before.trusted, after.trusted).map(root => ({ kind: 'nothing-under' as const, root })),
  ];
}

/** The guards of a step that do not hold. A root that goes on signing can never be retired, whatever has been seen. */
export function illegalSteps(before: RootSets, after: RootSets, { loadedByAll, presented }: Rollout): IllegalStep[] {
  return rootGuards(before, after).flatMap(({ kind, root }): IllegalStep[] => {
    if (kind === 'trusted-by-all') {
      return loadedByAll.has(root) ? [] : [{ name: 'activated-before-trusted', root }];
    }
    if (after.signing.has(root)) {
      return [{ name: 'retired-while-signing', root }];
    }
    return presented.has(root) ? [{ name: 'retired-while-presented', root }] : [];
  });
}

function without(roots: ReadonlySet<string>, others: ReadonlySet<string>): string[] {
  return [...roots].filter(root => !others.has(root)).sort();
}
