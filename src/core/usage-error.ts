/** What an error needs of the construct that it is about. */
interface Located {
  readonly node: { readonly path: string };
}

/**
 * The error for a mistake in one call: where, the call with the offending
 * value, what is wrong, and what to write instead.
 *
 * @example `[shop/cart] exemptPort(9090): no end date. Add "until", for example until: "2027-03-31".`
 */
export function usageError(where: Located | undefined, call: string, problem: string, remedy: string): Error {
  const path = where ? `[${where.node.path}] ` : '';
  return new Error(`${path}${call}: ${problem}. ${remedy}`);
}
