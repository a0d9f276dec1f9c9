import { DEFAULT_DURATION, durationAt } from './durations';
import { CERT_MANAGER } from './kinds';
import { append } from '../../core/multi-map';
import { fieldAt, Fields, fieldsAt, hasField, integerAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';

/** A Certificate as the rules about chains see it. */
export interface CertificateNode {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly spec: Fields;
  readonly secretName: string | undefined;
  readonly isCA: boolean;
}

/** The CA whose Secret an issuer signs with. */
export interface CaSecret {
  readonly namespace: string;
  readonly name: string;
}

/** Longer chains do not exist: their certificates would not fit into a handshake. */
const LONGEST_CHAIN = 16;

/** Who issues which certificate, and with which CA. */
export class Issuance {
  /** Every Certificate, in the order of the objects. */
  public readonly certificates: readonly CertificateNode[];
  private readonly bySecret = new Map<string, CertificateNode[]>();
  private readonly casBySecretName = new Map<string, CertificateNode[]>();

  constructor(private readonly inventory: Inventory) {
    this.certificates = inventory.ofKind(CERT_MANAGER, 'Certificate').map(nodeOf);
    for (const certificate of this.certificates) {
      if (certificate.secretName) {
        append(this.bySecret, keyOf(certificate.namespace, certificate.secretName), certificate);
        if (certificate.isCA) {
          append(this.casBySecretName, certificate.secretName, certificate);
        }
      }
    }
  }

  /** The Certificates that write a Secret: more than one is a mistake of its own. */
  public writersOf(namespace: string, secretName: string): readonly CertificateNode[] {
    return this.bySecret.get(keyOf(namespace, secretName)) ?? [];
  }

  /** The Secrets that several Certificates write. */
  public sharedSecrets(): CertificateNode[][] {
    return [...this.bySecret.values()].filter(writers => writers.length > 1);
  }

  /** The CA Certificates that write Secrets of this name, in any namespace. */
  public casWithSecret(secretName: string): readonly CertificateNode[] {
    return this.casBySecretName.get(secretName) ?? [];
  }

  /** The issuer of a certificate, if it is among the objects. */
  public issuerOf({ spec, namespace }: CertificateNode): SourcedManifest | undefined {
    const name = textAt(spec, 'issuerRef', 'name');
    if (!name || isExternal(spec)) {
      return undefined;
    }
    return textAt(spec, 'issuerRef', 'kind') === 'ClusterIssuer'
      ? this.inventory.find(CERT_MANAGER, 'ClusterIssuer', undefined, name)
      : this.inventory.find(CERT_MANAGER, 'Issuer', namespace, name);
  }

  /** The CA that signs a certificate, if both it and the issuer are among the objects. */
  public parentOf(certificate: CertificateNode, clusterResourceNamespace: string): CertificateNode | undefined {
    const issuer = this.issuerOf(certificate);
    const secret = issuer && caSecretOf(issuer, clusterResourceNamespace);
    return secret && this.writersOf(secret.namespace, secret.name)[0];
  }

  /** The CAs above a certificate, nearest first. */
  public ancestorsOf(certificate: CertificateNode, clusterResourceNamespace: string): CertificateNode[] {
    const ancestors: CertificateNode[] = [];
    let parent = this.parentOf(certificate, clusterResourceNamespace);
    while (parent && ancestors.length < LONGEST_CHAIN && !ancestors.includes(parent)) {
      ancestors.push(parent);
      parent = this.parentOf(parent, clusterResourceNamespace);
    }
    return ancestors;
  }

  /** Whether a certificate signs itself: `undefined` if its issuer is not known. */
  public isSelfSigned(certificate: CertificateNode): boolean | undefined {
    if (isExternal(certificate.spec)) {
      return false;
    }
    const issuer = this.issuerOf(certificate);
    return issuer && hasField(issuer.manifest, 'spec', 'selfSigned');
  }
}

/** The view of an inventory's certificates. */
export function issuance(inventory: Inventory): Issuance {
  return new Issuance(inventory);
}

/** The Secret that a CA issuer signs with: beside an Issuer, and in cert-manager's own namespace for a ClusterIssuer. */
export function caSecretOf(issuer: SourcedManifest, clusterResourceNamespace: string): CaSecret | undefined {
  const { manifest } = issuer;
  const name = textAt(manifest, 'spec', 'ca', 'secretName');
  if (!name) {
    return undefined;
  }
  return { name, namespace: manifest.kind === 'ClusterIssuer' ? clusterResourceNamespace : namespaceOf(issuer) };
}

/** The lifetime that a certificate asks for, in milliseconds; `undefined` if it cannot be read. */
export function durationOf(spec: Fields): number | undefined {
  return hasField(spec, 'duration') ? durationAt(spec, 'duration') : DEFAULT_DURATION;
}

/** Whether cert-manager renews the certificate at all. */
export function isRenewed(spec: Fields): boolean {
  return textAt(spec, 'renewal', 'policy') !== 'Disabled';
}

/** How long before its end cert-manager renews a certificate of this lifetime, in milliseconds. */
export function renewBeforeOf(spec: Fields, duration: number): number {
  const renewBefore = durationAt(spec, 'renewBefore');
  if (renewBefore !== undefined && renewBefore > 0 && renewBefore < duration) {
    return renewBefore;
  }
  const percentage = integerAt(spec, 'renewBeforePercentage');
  return percentage !== undefined && percentage > 0 && percentage < 100 ? percentageOf(duration, percentage) : duration / 3;
}

/**
 * A part of a duration in milliseconds, as cert-manager reckons it: in nanoseconds and floating point, where
 * a part of a long and odd one comes out a little longer than it is, which costs the second in which it ends.
 */
function percentageOf(duration: number, percentage: number): number {
  const nanoseconds = Math.trunc(duration * 1e6 * percentage / 100);
  const rest = nanoseconds % 1e6;
  return (nanoseconds - rest) / 1e6 + (rest > 0 ? 1 : 0);
}

function isExternal(spec: Fields): boolean {
  const group = textAt(spec, 'issuerRef', 'group') || CERT_MANAGER;
  return group !== CERT_MANAGER;
}

function nodeOf(object: SourcedManifest): CertificateNode {
  const spec = fieldsAt(object.manifest, 'spec');
  return {
    object,
    spec,
    namespace: namespaceOf(object),
    secretName: textAt(spec, 'secretName'),
    isCA: fieldAt(spec, 'isCA') === true,
  };
}

function keyOf(namespace: string, name: string): string {
  return `${namespace || 'default'}/${name}`;
}
