import { CertificateNode } from '../analysis/certmanager/issuance';
import { Inventory } from '../analysis/inventory';
import { clusterOf, RuleContext } from '../analysis/rule';
import { Chain, Consumer, TrustGraph, trustGraph } from '../analysis/trust/trust-graph';
import { RootReplacement } from '../core/change/root-rotation-record';

/** A certificate below a root, and the CA that signs it. */
export interface SignedCertificate {
  readonly certificate: CertificateNode;
  /** Absent for what the root itself signs. */
  readonly parent?: CertificateNode;
}

/** The chain whose root is being replaced, as the manifests have it. */
export class RotatedChain {
  /** The names that the issuers of both roots have, whether or not they are among the manifests. */
  public readonly oldIssuer: string;
  public readonly newIssuer: string;
  private readonly graph: TrustGraph;

  constructor(public readonly rotation: RootReplacement, inventory: Inventory, context: RuleContext) {
    const { chain, from, to } = rotation;
    this.oldIssuer = `${chain}-root-${from}`;
    this.newIssuer = `${chain}-root-${to}`;
    this.graph = trustGraph(inventory, clusterOf(context));
  }

  /** The new root itself, if it is a Certificate. */
  public newRoot(): CertificateNode | undefined {
    return this.graph.certificates().find(({ object, isCA }) => isCA && object.manifest.metadata.name === this.newIssuer);
  }

  /** What is signed under the new root, at whatever depth. */
  public underNewRoot(): SignedCertificate[] {
    return this.graph.certificates().flatMap(certificate => {
      const chain = this.graph.chainOf(certificate);
      const [parent] = chain.authorities;
      return leadsThrough(chain, this.newIssuer) ? [{ certificate, ...parent === undefined || parent === this.newRoot() ? {} : { parent } }] : [];
    });
  }

  /** The names of the issuers that sign with a CA under either root. */
  public issuersBelow(): ReadonlySet<string> {
    return new Set(this.graph.issuers().filter(issuer => {
      const chain = this.graph.chainOfIssuer(issuer);
      return chain !== undefined && this.isUnderEither(chain);
    }).map(({ reference }) => reference.name));
  }

  /** What trusts the bundle of the chain. */
  public trusting(): Consumer[] {
    const bundle = `Bundle/${this.rotation.chain}-roots`;
    return this.graph.consumers().filter(({ uses }) => uses.some(use => use.bundle?.id === bundle));
  }

  /** What presents a certificate of the chain that is mounted, or that a volume requests. */
  public presenting(): Consumer[] {
    return this.graph.consumers().filter(({ uses }) => uses.some(({ chain }) => chain && this.isUnderEither(chain)));
  }

  private isUnderEither(chain: Chain): boolean {
    return leadsThrough(chain, this.oldIssuer) || leadsThrough(chain, this.newIssuer);
  }
}

function leadsThrough({ steps }: Chain, issuer: string): boolean {
  return steps.some(({ kind, reference }) => kind === 'issuer' && reference.name === issuer);
}
