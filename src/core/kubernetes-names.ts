/**
 * The forms that Kubernetes gives to names, labels and label values.
 *
 * @see https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
 */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const QUALIFIED_NAME = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

/** What is wrong with a DNS-1123 label (namespace and Service names), or `undefined`. */
export function dnsLabelProblem(value: string): string | undefined {
  if (value.length > 63) {
    return `has ${value.length} characters, at most 63 are allowed`;
  }
  return DNS_LABEL.test(value) ? undefined : 'must be lower-case letters, digits and "-", and begin and end with a letter or digit';
}

/** What is wrong with a DNS-1123 subdomain (most object names), or `undefined`. */
export function dnsSubdomainProblem(value: string): string | undefined {
  if (value.length > 253) {
    return `has ${value.length} characters, at most 253 are allowed`;
  }
  return value.split('.').every(label => DNS_LABEL.test(label))
    ? undefined
    : 'must be lower-case letters, digits, "-" and ".", and begin and end with a letter or digit';
}

/** What is wrong with a label or annotation key, or `undefined`. */
export function qualifiedNameProblem(key: string): string | undefined {
  const parts = key.split('/');
  const name = parts.pop()!;
  if (parts.length > 1) {
    return 'may contain one "/" only';
  }
  if (parts.length === 1 && dnsSubdomainProblem(parts[0]) !== undefined) {
    return `its prefix ${dnsSubdomainProblem(parts[0])}`;
  }
  if (name.length > 63) {
    return `its name has ${name.length} characters, at most 63 are allowed`;
  }
  return QUALIFIED_NAME.test(name) ? undefined : 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit';
}

/** What is wrong with a label value, or `undefined`. */
export function labelValueProblem(value: string): string | undefined {
  if (value.length > 63) {
    return `has ${value.length} characters, at most 63 are allowed`;
  }
  return value === '' || QUALIFIED_NAME.test(value)
    ? undefined
    : 'must be letters, digits, "-", "_" and ".", and begin and end with a letter or digit';
}
