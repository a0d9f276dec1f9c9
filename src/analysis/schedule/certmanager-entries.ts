import { assumedLife } from './assumed-life';
import { certificateId } from './ids';
import { knownLife, KnownLife, momentAt } from './known-life';
import { certManagerRenewal, Renewal } from './renewal-time';
import { Entry, Life, Tier } from './scheduled-certificate';
import { signerOf } from './signers';
import { describeDuration } from '../../core/go-duration';
import { CertificateNode, durationOf } from '../certmanager/issuance';
import { Inventory } from '../inventory';
import { namespaceOf, referenceTo } from '../manifest';
import { CSI_DRIVER, podReferences } from '../trust/pod-references';
import { TrustGraph } from '../trust/trust-graph';

/** Issuers put the beginning of a certificate a few minutes earlier: that is no other lifetime. */
const BACKDATED_AT_MOST = 15 * 60_000;
/** What cert-manager's CSI driver asks for by itself. */
const CSI_DURATION = '720h';

/** What the schedule takes from Certificates: the entry, and the certificate itself where a Secret shows it. */
export interface CertificateEntry {
  readonly entry: Entry;
  readonly fingerprint?: string;
}

/** Every Certificate: with the dates that it has, else those that it gets if it is issued now. */
export function certificateEntries(inventory: Inventory, graph: TrustGraph, now: number): CertificateEntry[] {
  return graph.certificates().map(node => {
    const { object, namespace, spec } = node;
    const issuer = graph.issuerOf(node);
    const { root } = graph.chainOf(node);
    const known = knownLife(inventory, node);
    const { life, notes } = known ? realLife(node, known) : assumedLife(spec, issuer, now);
    const isRoot = issuer?.type === 'selfSigned';
    return {
      entry: {
        id: certificateId(node),
        title: `${namespace}/${object.manifest.metadata.name}`,
        object: referenceTo(object.manifest),
        tier: tierOf(node, isRoot),
        ...signerOf(issuer, graph),
        ...isRoot ? { issuer: 'itself' } : {},
        ...life ? { life } : {},
        notes: root.id.startsWith('lost/') && issuer ? [...notes, `no root is above it: ${root.description.replace('unknown: ', '')}`] : notes,
      },
      ...known?.pem ? { fingerprint: known.pem.fingerprint } : {},
    };
  });
}

function tierOf({ isCA }: CertificateNode, isRoot: boolean): Tier {
  if (!isCA) {
    return 'leaf';
  }
  return isRoot ? 'root' : 'intermediate';
}

/** The dates of a certificate that there is, and where they are not what its spec would give. */
function realLife({ object, spec }: CertificateNode, { basis, notBefore, notAfter }: KnownLife): { life: Life; notes: string[] } {
  const computed = certManagerRenewal(spec, { notBefore, notAfter });
  const stated = momentAt(object, 'renewalTime');
  const asked = durationOf(spec);
  const notes: string[] = [];
  if (asked === undefined || Math.abs(notAfter - notBefore - asked) > BACKDATED_AT_MOST) {
    const of = asked === undefined ? 'spec.duration is not a duration' : `spec asks for ${describeDuration(asked)}`;
    notes.push(`lives ${describeDuration(notAfter - notBefore)}, but ${of}: its issuer gives another lifetime, or the spec has changed since`);
  }
  if (basis === 'status' && stated !== (computed.kind === 'automatic' ? computed.from : undefined)) {
    const states = stated === undefined ? 'no renewal' : `a renewal at ${isoTime(stated)}`;
    notes.push(`status has ${states}, but spec gives ${describeRenewal(computed)}: the spec has changed since, or the issuer decides`);
  }
  return { life: { basis, issued: notBefore, expires: notAfter, renewal: stated === undefined ? computed : { kind: 'automatic', from: stated, to: stated } }, notes };
}

function describeRenewal(renewal: Renewal): string {
  if (renewal.kind === 'automatic') {
    return isoTime(renewal.from);
  }
  return renewal.kind === 'by-hand' ? 'none' : `no time: ${renewal.problem}`;
}

function isoTime(moment: number): string {
  return new Date(moment).toISOString().replace(/\.\d+Z$/, 'Z');
}

/** Every volume of cert-manager's CSI driver: the driver asks for its certificate when a pod starts. */
export function csiEntries(inventory: Inventory, graph: TrustGraph, now: number): (Entry & { readonly workload: NonNullable<Entry['object']> })[] {
  return inventory.view(podReferences).flatMap(({ workload: { object, namespace }, csi }) => csi.map((volume, index) => {
    const attribute = (name: string): string | undefined => volume.attributes.get(`${CSI_DRIVER}/${name}`);
    const issuer = graph.issuerOfVolume(volume, namespace);
    // The driver renews by the rules of cert-manager.
    const renewBefore = attribute('renew-before');
    const spec = {
      duration: attribute('duration') ?? CSI_DURATION,
      ...renewBefore === undefined ? {} : { renewBefore },
      issuerRef: { group: attribute('issuer-group') },
      isCA: attribute('is-ca') === 'true',
    };
    const { life, notes } = assumedLife(spec, issuer, now);
    const workload = referenceTo(object.manifest);
    return {
      id: `CSI/${object.manifest.kind}/${namespaceOf(object)}/${object.manifest.metadata.name}/${index}`,
      title: `${namespace}/${object.manifest.metadata.name} (CSI volume)`,
      object: { ...workload, field: volume.field },
      workload,
      tier: 'leaf' as const,
      ...signerOf(issuer, graph),
      ...life ? { life } : {},
      notes: [...notes, ...issuer?.type === 'selfSigned' ? ['the driver cannot use an issuer that signs by itself'] : []],
    };
  }));
}
