import { isIP } from 'net';

/**
 * The forms of host names, as Istio's own validation has them.
 *
 * @see https://github.com/istio/istio/blob/master/pkg/config/validation/agent/validation.go
 */
const LABEL = /^[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?$/;
const FIRST_LABEL = /^(\*|(\*-?)?[a-zA-Z0-9]([-a-zA-Z0-9]*[a-zA-Z0-9])?)$/;

/** What is wrong with the name of a port or a subset, which unlike a DNS label may have capitals, or `undefined`. */
export function nameProblem(name: string): string | undefined {
  return isLabel(name) ? undefined : 'must be at most 63 letters, digits and "-", and begin and end with a letter or digit';
}

/** What is wrong with a host name, or `undefined`. */
export function hostProblem(host: string): string | undefined {
  return lengthProblem(host) ?? labelsProblem(host);
}

/** What is wrong with a host name that may begin with a wildcard, or `undefined`. */
export function wildcardHostProblem(host: string): string | undefined {
  const [first, ...rest] = host.split('.');
  if (lengthProblem(host)) {
    return lengthProblem(host);
  }
  if (first.length > 63 || !FIRST_LABEL.test(first)) {
    return `its part "${first}" must be letters, digits and "-", or begin with "*"`;
  }
  const others = rest.join('.');
  return others === '' ? undefined : labelsProblem(others);
}

/** What is wrong with a host of a Gateway's server, `[namespace/]host`, or `undefined`. */
export function serverHostProblem(text: string): string | undefined {
  const slash = text.indexOf('/');
  const namespace = slash < 0 ? '*' : text.slice(0, slash);
  const host = text.slice(slash + 1);
  if (namespace !== '*' && namespace !== '.' && !isLabel(namespace)) {
    return `its namespace "${namespace}" must be the name of a namespace, "." or "*"`;
  }
  if (host === '*') {
    return undefined;
  }
  // An IPv6 address is a short name to Istio too.
  if (!host.includes('.')) {
    return 'a short name is not allowed here';
  }
  if (isIP(host) !== 0) {
    return undefined;
  }
  if (host.includes('*') && !host.startsWith('*.')) {
    return 'a wildcard must be the whole first part, as in "*.example.com"';
  }
  return wildcardHostProblem(host);
}

function lengthProblem(host: string): string | undefined {
  if (host === '') {
    return 'the name is empty';
  }
  return host.length > 255 ? `has ${host.length} characters, at most 255 are allowed` : undefined;
}

function labelsProblem(host: string): string | undefined {
  // A dot at the end is how DNS writes an absolute name.
  const labels = host.replace(/\.$/, '').split('.');
  const last = labels[labels.length - 1];
  if (/^\d+$/.test(last) && !host.endsWith('.')) {
    return `its last part "${last}" is a number`;
  }
  const bad = labels.find(label => !isLabel(label));
  return bad === undefined ? undefined : `its part "${bad}" must be letters, digits and "-", and begin and end with a letter or digit`;
}

function isLabel(text: string): boolean {
  return text.length <= 63 && LABEL.test(text);
}
