import { isDeepStrictEqual } from 'node:util';
import { TrustDifference } from './difference';
import type { TrustStates } from './trust-differences';
import { describeObject, Severity } from '../../core/finding';
import { append } from '../../core/multi-map';
import { CertificateNode } from '../certmanager/issuance';
import { fieldAt } from '../fields';
import { referenceTo } from '../manifest';
import { IssuerNode, Root, TrustGraph } from '../trust/trust-graph';

/** The issuers that the change adds, removes or replaces, and the Certificates that are requested from those. */
export function issuerDifferences({ before, after }: TrustStates): TrustDifference[] {
  const [old, next] = [before, after].map(graph => new Map(graph.issuers().map(issuer => [issuer.id, issuer])));
  const requested = requestedFrom(after);
  return [...new Set([...old.keys(), ...next.keys()])].sort().flatMap(id => {
    const [was, is] = [old.get(id), next.get(id)];
    const certificates = requested.get(id) ?? [];
    if (was?.object && !is?.object) {
      return [vanished(was, certificates)];
    }
    if (is?.object && !was?.object) {
      return [{ kind: 'issuer-appears', severity: 'info', message: `there is a new issuer: ${describeObject(is.reference)}, ${under(is, after)}`, objects: [is.reference] }];
    }
    return was?.object && is?.object ? replaced(was, is, certificates, { before, after }) : [];
  });
}

function vanished({ reference }: IssuerNode, certificates: readonly CertificateNode[]): TrustDifference {
  if (certificates.length === 0) {
    return { kind: 'issuer-vanishes', severity: 'info', message: `${describeObject(reference)} vanishes`, objects: [reference] };
  }
  return {
    kind: 'issuer-still-named',
    severity: Severity.ERROR,
    message: `${describeObject(reference)} vanishes, and ${named(certificates)} still requested from it: they are not renewed any more, and end`,
    fix: `Keep ${describeObject(reference)}, or change spec.issuerRef of the Certificates first.`,
    objects: [reference, ...certificates.map(({ object }) => referenceTo(object.manifest))],
  };
}

/** An issuer that signs under another root by the same name: cert-manager issues nothing again because of it. */
function replaced(was: IssuerNode, is: IssuerNode, certificates: readonly CertificateNode[], { before, after }: TrustStates): TrustDifference[] {
  const [from, to] = [before.chainOfIssuer(was)?.root, after.chainOfIssuer(is)?.root];
  const isOutside = to?.kind === 'external' && !isDeepStrictEqual(fieldAt(was.object!.manifest, 'spec'), fieldAt(is.object!.manifest, 'spec'));
  if (from?.id === to?.id && !isOutside) {
    return [];
  }
  const isDraining = from !== undefined && to !== undefined && isTrustedThroughout(from, to, { before, after });
  const how = isOutside ? `${describeObject(is.reference)} is another one behind the same name, perhaps under another root` : `${describeObject(is.reference)} is ${under(is, after)} now; it was ${under(was, before)}`;
  return [{
    kind: 'issuer-replaced',
    severity: certificates.length > 0 && !isDraining ? Severity.WARNING : 'info',
    message: certificates.length > 0 ? `${how}. Nothing is issued again because of that: ${named(certificates)} of the issuer before until they are renewed, some later than others` : how,
    fix: isDraining
      ? `Keep ${from.description} in the bundles until the last certificate under it has ended.`
      : 'Make a new issuer beside it, and change spec.issuerRef of the Certificates, which makes cert-manager issue them again.',
    objects: [is.reference, ...certificates.map(({ object }) => referenceTo(object.manifest))],
  }];
}

/** Whether those who trust the root of before trusted the new one already, and go on trusting both. */
function isTrustedThroughout(from: Root, to: Root, { before, after }: TrustStates): boolean {
  const next = new Map(after.bundles().map(bundle => [bundle.id, bundle]));
  const trusting = before.bundlesTrusting(from).filter(({ kind, id }) => kind !== 'issued' && next.has(id));
  return trusting.length > 0 && trusting.every(bundle => before.trusts(bundle, to) === true
    && [from, to].every(root => after.trusts(next.get(bundle.id)!, root) === true));
}

function under(issuer: IssuerNode, graph: TrustGraph): string {
  const root = graph.chainOfIssuer(issuer)?.root;
  return root ? `under ${root.description}` : 'one that lets certificates sign themselves';
}

function requestedFrom(graph: TrustGraph): ReadonlyMap<string, readonly CertificateNode[]> {
  const requested = new Map<string, CertificateNode[]>();
  for (const certificate of graph.certificates()) {
    const issuer = graph.issuerOf(certificate);
    if (issuer) {
      append(requested, issuer.id, certificate);
    }
  }
  return requested;
}

function named([first, ...more]: readonly CertificateNode[]): string {
  return `${describeObject(referenceTo(first.object.manifest))}${more.length > 0 ? ` and ${more.length} more are` : ' is'}`;
}
