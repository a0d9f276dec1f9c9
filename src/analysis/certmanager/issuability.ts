import { isIP } from 'net';
import { durationAt } from './durations';
import { FieldProblem, within } from '../field-problem';
import { Fields, listAt, textsAt } from '../fields';

const ASCII = /^[\x00-\x7f]*$/;
/** What Go's URL parser refuses anywhere in a URL: control characters, and a "%" that encodes nothing. */
const NO_URL = /[\x00-\x1f\x7f]|%(?![0-9a-fA-F]{2})/;
const CONSTRAINED = ['dnsDomains', 'emailAddresses', 'uriDomains'];

/** What the webhook accepts, and the controller then fails at, again and again. */
export function* issuabilityProblems(spec: Fields): Generator<FieldProblem> {
  for (const list of ['dnsNames', 'uris', 'emailAddresses']) {
    for (const [index, name] of textsAt(spec, list).entries()) {
      yield* asciiProblems(name, within(`spec.${list}`, index));
    }
  }
  for (const [index, uri] of textsAt(spec, 'uris').entries()) {
    if (NO_URL.test(uri)) {
      yield { field: within('spec.uris', index), value: uri, problem: 'is not a URI', fix: 'Encode special characters as "%" and two hexadecimal digits.' };
    }
  }
  for (const side of ['permitted', 'excluded']) {
    for (const list of CONSTRAINED) {
      const field = `spec.nameConstraints.${side}.${list}`;
      for (const [index, name] of textsAt(spec, 'nameConstraints', side, list).entries()) {
        yield* asciiProblems(name, within(field, index));
      }
    }
    for (const [index, range] of textsAt(spec, 'nameConstraints', side, 'ipRanges').entries()) {
      if (!isRange(range)) {
        yield { field: within(`spec.nameConstraints.${side}.ipRanges`, index), value: range, problem: 'is not a range of IP addresses', fix: 'Write it with its prefix length, for example "10.0.0.0/8".' };
      }
    }
  }
  for (const [index, window] of listAt(spec, 'renewal', 'windows').entries()) {
    if (durationAt(window, 'windowDuration') === 0) {
      yield { field: `${within('spec.renewal.windows', index)}.windowDuration`, value: 0, problem: 'is a window of no length, so the certificate is never renewed in it', fix: 'Write how long the window is open, for example "2h".' };
    }
  }
}

function* asciiProblems(name: string, field: string): Generator<FieldProblem> {
  if (!ASCII.test(name)) {
    yield { field, value: name, problem: 'has characters outside ASCII, which a certificate cannot hold', fix: 'Write an internationalized name in its ASCII form ("xn--…").' };
  }
}

/** Whether a text is a range of addresses as Go reads it: an address and the length of its prefix. */
export function isRange(text: string): boolean {
  const [address, prefix, ...more] = text.split('/');
  const version = address.includes('%') ? 0 : isIP(address);
  return more.length === 0 && version !== 0 && /^(?:0|[1-9]\d{0,2})$/.test(prefix ?? '') && Number(prefix) <= (version === 4 ? 32 : 128);
}
