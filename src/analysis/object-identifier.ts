/**
 * What is wrong with an object identifier in dotted form, or `undefined`. As
 * lenient as cert-manager, for which `1` and `-1.2` are object identifiers.
 */
export function objectIdentifierProblem(text: string): string | undefined {
  if (text === '') {
    return 'is empty';
  }
  const arcs = text.split('.');
  return arcs.every(arc => /^[+-]?\d+$/.test(arc) && Number.isSafeInteger(Number(arc))) ? undefined : 'is not an object identifier';
}

/** Whether the object identifier is written as Go prints it, so that a comparison of texts finds it. */
export function isCanonicalObjectIdentifier(text: string): boolean {
  return text.split('.').every(arc => /^(?:0|[1-9]\d*)$/.test(arc) && Number.isSafeInteger(Number(arc)));
}
