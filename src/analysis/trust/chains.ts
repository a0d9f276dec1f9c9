import { certificatesOf } from './contents';
import { IssuerNode, Issuers } from './issuers';
import { givenRoot, issuerRoot, lostRoot, Root, selfSignedRoot } from './root';
import { describeObject, ObjectReference } from '../../core/finding';
import { CaSecret, CertificateNode, Issuance } from '../certmanager/issuance';
import { fieldAt } from '../fields';
import { Inventory } from '../inventory';
import { referenceTo, SourcedManifest } from '../manifest';

/** Longer chains do not exist: their certificates would not fit into a handshake. */
const LONGEST_CHAIN = 16;

/** One object on the way from a certificate up to its root. */
export interface ChainStep {
  readonly kind: 'certificate' | 'issuer' | 'secret';
  readonly reference: ObjectReference;
  /** The object, if it is among the manifests; a Secret that cert-manager writes is none. */
  readonly object?: SourcedManifest;
}

/** The way from a certificate, or from an issuer, up to the root. */
export interface Chain {
  /** Certificate → Issuer → Secret → Certificate → …, beginning with what was asked for. */
  readonly steps: readonly ChainStep[];
  /** The CA Certificates above, nearest first. */
  readonly authorities: readonly CertificateNode[];
  readonly root: Root;
}

/** Where certificates come from, up to their roots. Every chain is followed once. */
export class Chains {
  private readonly ofCertificates = new Map<CertificateNode, Chain>();
  private readonly ofIssuers = new Map<IssuerNode, Chain | undefined>();
  private readonly given = new Map<string, Root>();

  constructor(private readonly inventory: Inventory, private readonly issuance: Issuance, private readonly issuers: Issuers) {}

  /** The chain of a certificate. */
  public chainOf(certificate: CertificateNode): Chain {
    let chain = this.ofCertificates.get(certificate);
    if (!chain) {
      chain = this.climb(certificate, [], []);
      this.ofCertificates.set(certificate, chain);
    }
    return chain;
  }

  /** The chain of what an issuer signs; `undefined` for a self-signing one, under which every certificate is a root. */
  public chainOfIssuer(issuer: IssuerNode): Chain | undefined {
    if (!this.ofIssuers.has(issuer)) {
      this.ofIssuers.set(issuer, issuer.type === 'selfSigned' ? undefined : this.climbFrom(issuer, [], []));
    }
    return this.ofIssuers.get(issuer);
  }

  /** The root in a Secret with which some issuer signs and which nothing among the manifests issues. */
  public rootInSecret({ namespace, name }: CaSecret): Root | undefined {
    return this.issuers.signingWith({ namespace, name }).length > 0 ? this.givenRoot({ namespace, name }, this.inventory.find('', 'Secret', namespace, name)) : undefined;
  }

  private climb(certificate: CertificateNode, steps: ChainStep[], authorities: CertificateNode[]): Chain {
    const { object, spec, namespace } = certificate;
    steps.push({ kind: 'certificate', reference: referenceTo(object.manifest), object });
    const issuer = this.issuers.of(fieldAt(spec, 'issuerRef'), namespace);
    if (!issuer) {
      return { steps, authorities, root: lostRoot(certificate, 'the certificate names no issuer') };
    }
    if (issuer.type === 'selfSigned') {
      steps.push(stepOf(issuer));
      return { steps, authorities, root: selfSignedRoot(certificate) };
    }
    return this.climbFrom(issuer, steps, authorities);
  }

  private climbFrom(issuer: IssuerNode, steps: ChainStep[], authorities: CertificateNode[]): Chain {
    steps.push(stepOf(issuer));
    const { caSecret } = issuer;
    if (!caSecret) {
      return { steps, authorities, root: rootBehind(issuer) };
    }
    const secret = this.inventory.find('', 'Secret', caSecret.namespace, caSecret.name);
    steps.push({ kind: 'secret', reference: { kind: 'Secret', namespace: caSecret.namespace, name: caSecret.name }, ...(secret ? { object: secret } : {}) });
    const [writer] = this.issuance.writersOf(caSecret.namespace, caSecret.name);
    if (!writer) {
      return { steps, authorities, root: this.givenRoot(caSecret, secret) };
    }
    if (authorities.includes(writer) || steps[0].object === writer.object) {
      return { steps, authorities, root: lostRoot(writer, 'its issuers sign each other') };
    }
    if (authorities.length >= LONGEST_CHAIN) {
      return { steps, authorities, root: lostRoot(writer, `its chain has more than ${LONGEST_CHAIN} CAs`) };
    }
    authorities.push(writer);
    return this.climb(writer, steps, authorities);
  }

  private givenRoot(secret: CaSecret, object: SourcedManifest | undefined): Root {
    const key = `${secret.namespace}/${secret.name}`;
    let root = this.given.get(key);
    if (!root) {
      const certificates = object ? ['ca.crt', 'tls.crt'].flatMap(each => certificatesOf(object, each)) : [];
      root = givenRoot(secret, object, certificates.find(({ isSelfIssued }) => isSelfIssued));
      this.given.set(key, root);
    }
    return root;
  }
}

function stepOf({ reference, object }: IssuerNode): ChainStep {
  return { kind: 'issuer', reference, ...(object ? { object } : {}) };
}

function rootBehind({ id, type, reference, object }: IssuerNode): Root {
  if (type !== 'unknown' && type !== 'ca') {
    return issuerRoot('external', id, `${type === 'external' ? '' : `${type} behind `}${describeObject(reference)}`, object);
  }
  return issuerRoot('unknown', id, object ? `unknown: ${describeObject(reference)} does not say how it signs` : `unknown: ${describeObject(reference)} is not among the manifests`, object);
}
