import { issuersBelow, presentingThrough, SignedCertificate, signedThrough } from './through-issuers';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { Inventory } from '../analysis/inventory';
import { clusterOf, RuleContext } from '../analysis/rule';
import { Consumer, TrustGraph, trustGraph } from '../analysis/trust/trust-graph';
import { RootReplacement } from '../core/change/root-rotation-record';

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

  /** What is signed under the new root, at whatever depth; without a parent what the root itself signs. */
  public underNewRoot(): SignedCertificate[] {
    return signedThrough(this.newIssuer, this.newRoot(), this.graph);
  }

  /** The CAs that the new root signs. */
  public authorities(): CertificateNode[] {
    return this.underNewRoot().filter(({ certificate, parent }) => parent === undefined && certificate.isCA).map(({ certificate }) => certificate);
  }

  /** What those CAs sign, at whatever depth. */
  public belowAuthorities(): SignedCertificate[] {
    return this.underNewRoot().filter(({ parent }) => parent !== undefined);
  }

  /** The names of the issuers that sign with a CA under either root. */
  public issuersBelow(): ReadonlySet<string> {
    return issuersBelow([this.oldIssuer, this.newIssuer], this.graph);
  }

  /** What trusts the bundle of the chain. */
  public trusting(): Consumer[] {
    const bundle = `Bundle/${this.rotation.chain}-roots`;
    return this.graph.consumers().filter(({ uses }) => uses.some(use => use.bundle?.id === bundle));
  }

  /** What presents a certificate of the chain that is mounted, or that a volume requests. */
  public presenting(): Consumer[] {
    return presentingThrough([this.oldIssuer, this.newIssuer], this.graph);
  }
}
