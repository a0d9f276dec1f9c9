import { BlockList, isIP } from 'net';
import { isRange } from './issuability';
import { within } from '../field-problem';
import { Fields, textsAt } from '../fields';

/** A name of a certificate that a CA above it may not sign for. */
export interface ForbiddenName {
  readonly field: string;
  readonly name: string;
  /** What the CA says: the names it permits, or the one that it excludes. */
  readonly reason: string;
}

/** One kind of names: where a certificate has them, where a CA constrains them, and how the two are compared. */
interface NameKind {
  readonly names: string;
  readonly constraints: string;
  /** Whether every reader would find the name within the constraint. */
  readonly surely: (name: string, constraint: string) => boolean;
  /** Whether some reader would. */
  readonly perhaps: (name: string, constraint: string) => boolean;
}

const KINDS: readonly NameKind[] = [
  { names: 'dnsNames', constraints: 'dnsDomains', surely: isWithinDomain, perhaps: isWithinDomain },
  // RFC 5280 compares the host of a URI exactly, unless the constraint begins with a dot; Go includes subdomains.
  { names: 'uris', constraints: 'uriDomains', surely: (uri, host) => isOfHost(hostOf(uri), host), perhaps: (uri, host) => isWithinDomain(hostOf(uri), host) },
  { names: 'emailAddresses', constraints: 'emailAddresses', surely: isOfMailbox, perhaps: isOfMailbox },
  { names: 'ipAddresses', constraints: 'ipRanges', surely: isWithinRange, perhaps: isWithinRange },
];

/**
 * The names of a certificate that a CA forbids for certain: no reader finds them
 * among the permitted names, or every reader among the excluded ones.
 */
export function* forbiddenNames(certificate: Fields, ca: Fields): Generator<ForbiddenName> {
  for (const kind of KINDS) {
    const permitted = textsAt(ca, 'nameConstraints', 'permitted', kind.constraints);
    const excluded = textsAt(ca, 'nameConstraints', 'excluded', kind.constraints);
    for (const [index, name] of textsAt(certificate, kind.names).entries()) {
      const field = within(`spec.${kind.names}`, index);
      const exclusion = excluded.find(constraint => kind.surely(name, constraint));
      if (exclusion !== undefined) {
        yield { field, name, reason: `excludes ${JSON.stringify(exclusion)}` };
      } else if (permitted.length > 0 && !permitted.some(constraint => kind.perhaps(name, constraint))) {
        yield { field, name, reason: `permits only ${permitted.slice(0, 5).map(constraint => JSON.stringify(constraint)).join(', ')}` };
      }
    }
  }
}

function isWithinDomain(name: string, constraint: string): boolean {
  const domain = constraint.toLowerCase();
  const lower = name.toLowerCase();
  return domain === '' || (domain.startsWith('.') ? lower.endsWith(domain) : lower === domain || lower.endsWith(`.${domain}`));
}

function isOfHost(host: string, constraint: string): boolean {
  return constraint.startsWith('.') ? isWithinDomain(host, constraint) : host.toLowerCase() === constraint.toLowerCase();
}

function isOfMailbox(email: string, constraint: string): boolean {
  const at = email.lastIndexOf('@');
  const domain = email.slice(at + 1).toLowerCase();
  return constraint.includes('@')
    ? email.slice(0, at) === constraint.slice(0, constraint.lastIndexOf('@')) && domain === constraint.slice(constraint.lastIndexOf('@') + 1).toLowerCase()
    : isOfHost(domain, constraint);
}

function isWithinRange(address: string, range: string): boolean {
  const family = (text: string): 'ipv4' | 'ipv6' => (isIP(text) === 4 ? 'ipv4' : 'ipv6');
  if (!isRange(range) || isIP(address) === 0 || address.includes('%')) {
    return true;
  }
  const [network, prefix] = range.split('/');
  const block = new BlockList();
  block.addSubnet(network, Number(prefix), family(network));
  return block.check(address, family(address));
}

/** The host of a URI, which is the trust domain of a SPIFFE ID. */
function hostOf(uri: string): string {
  const authority = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/([^/?#]*)/.exec(uri)?.[1] ?? '';
  return authority.slice(authority.lastIndexOf('@') + 1).replace(/:\d*$/, '');
}
