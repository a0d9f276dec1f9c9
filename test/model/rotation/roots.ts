// One bit a root; nowhere else are bits of any concern.
/* eslint-disable no-bitwise */

/** A set of roots, one bit each, so that a state is small and sets are compared at once. */
export type Roots = number;

/** One root, or none. */
export type Root = number;

export const NONE: Roots = 0;

/** The slots of the model, in the order of their bits. */
const SLOTS = ['2026', '2027', '2028', 'west'] as const;

/** Every root there is. */
export const ALL: Roots = (1 << SLOTS.length) - 1;

export function rootsOf(slots: Iterable<string>): Roots {
  return SLOTS.reduce((roots, slot, bit) => ([...slots].includes(slot) ? roots | (1 << bit) : roots), NONE);
}

/** The slots of a set of roots, as the product names them. */
export function slotsOf(roots: Roots): string[] {
  return SLOTS.filter((_, bit) => roots & (1 << bit));
}

export function union(roots: Roots, others: Roots): Roots {
  return roots | others;
}

export function intersection(roots: Roots, others: Roots): Roots {
  return roots & others;
}

/** Whether every root of one set is in the other. */
export function isWithin(roots: Roots, others: Roots): boolean {
  return (roots & ~others) === 0;
}

/** A set of roots in words. */
export function described(roots: Roots): string {
  return DESCRIBED[roots];
}

const DESCRIBED = Array.from({ length: ALL + 1 }, (_, roots) => slotsOf(roots).join(' and ') || 'none');
