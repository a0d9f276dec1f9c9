import { CertificateNode } from '../analysis/certmanager/issuance';
import { Chain, Consumer, TrustGraph } from '../analysis/trust/trust-graph';

/** A certificate below a CA that is replaced, and the CA that signs it. */
export interface SignedCertificate {
  readonly certificate: CertificateNode;
  /** Absent for what the replaced CA itself signs. */
  readonly parent?: CertificateNode;
}

/** What is signed through an issuer, at whatever depth; by whom, if not by a given CA. */
export function signedThrough(issuer: string, by: CertificateNode | undefined, graph: TrustGraph): SignedCertificate[] {
  return graph.certificates().flatMap(certificate => {
    const chain = graph.chainOf(certificate);
    const [parent] = chain.authorities;
    return leadsThrough(chain, [issuer]) ? [{ certificate, ...parent === undefined || parent === by ? {} : { parent } }] : [];
  });
}

/** The names of the issuers that sign with a CA below issuers of some names. */
export function issuersBelow(issuers: readonly string[], graph: TrustGraph): ReadonlySet<string> {
  return new Set(graph.issuers().filter(issuer => {
    const chain = graph.chainOfIssuer(issuer);
    return chain !== undefined && leadsThrough(chain, issuers);
  }).map(({ reference }) => reference.name));
}

/** What presents a certificate through issuers of some names that is mounted, or that a volume requests. */
export function presentingThrough(issuers: readonly string[], graph: TrustGraph): Consumer[] {
  return graph.consumers().filter(({ uses }) => uses.some(({ chain }) => chain && leadsThrough(chain, issuers)));
}

function leadsThrough({ steps }: Chain, issuers: readonly string[]): boolean {
  return steps.some(({ kind, reference }) => kind === 'issuer' && issuers.includes(reference.name));
}
