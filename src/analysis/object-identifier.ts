const LARGEST_ARC = 2n ** 63n - 1n;

/**
 * What is wrong with an object identifier in dotted form, or `undefined`. As
 * lenient as cert-manager, for which `1` and `-1.2` are object identifiers.
 */
export function objectIdentifierProblem(text: string): string | undefined {
  if (text === '') {
    return 'is empty';
  }
  return text.split('.').every(arc => /^[+-]?\d+$/.test(arc) && isInRange(arc)) ? undefined : 'is not an object identifier';
}

/** Whether the object identifier is written as Go prints it, so that a comparison of texts finds it. */
export function isCanonicalObjectIdentifier(text: string): boolean {
  return text.split('.').every(arc => /^(?:0|[1-9]\d*)$/.test(arc) && isInRange(arc));
}

/** Whether Go's int holds the number, which may have leading zeros. */
function isInRange(arc: string): boolean {
  const digits = arc.replace(/^[+-]?0*/, '');
  return digits.length <= 19 && BigInt(digits || '0') <= LARGEST_ARC + (arc.startsWith('-') ? 1n : 0n);
}
