import { ReplacedIntermediate } from './steps';
import { issuersBelow, presentingThrough, SignedCertificate, signedThrough } from './through-issuers';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { Inventory } from '../analysis/inventory';
import { clusterOf, RuleContext } from '../analysis/rule';
import { Consumer, TrustGraph, trustGraph } from '../analysis/trust/trust-graph';
import { FIRST_GENERATION } from '../core/change/intermediate-phase';
import { generationName, IntermediateReplacement } from '../core/change/intermediate-rotation-record';

/** The intermediate of which one generation replaces another, as the manifests have it. */
export class RotatedIntermediate {
  /** As gates name it: no chain has a name like that. */
  public readonly scope: string;
  /** The name that its issuer keeps through all generations. */
  public readonly issuer: string;
  /** The names of the Certificates of both generations. */
  public readonly oldName: string;
  public readonly newName: string;
  /** The namespace of its keys. */
  public readonly namespace: string;
  public readonly record: IntermediateReplacement;
  private readonly graph: TrustGraph;

  constructor({ record, namespace }: ReplacedIntermediate, inventory: Inventory, context: RuleContext) {
    this.record = record;
    this.namespace = namespace;
    this.scope = `${record.chain}/${record.name}`;
    this.issuer = generationName(record, FIRST_GENERATION);
    this.oldName = generationName(record, record.from);
    this.newName = generationName(record, record.to);
    this.graph = trustGraph(inventory, clusterOf(context));
  }

  /** The new generation itself, if its Certificate is among the manifests. */
  public newAuthority(): CertificateNode | undefined {
    return this.graph.certificates().find(({ object, namespace, isCA }) => {
      return isCA && namespace === this.namespace && object.manifest.metadata.name === this.newName;
    });
  }

  /** What its issuer signs, at whatever depth; without a parent what the new generation itself signs. */
  public below(): SignedCertificate[] {
    return signedThrough(this.issuer, this.newAuthority(), this.graph);
  }

  /** The names of the issuers that sign with it, or with a CA below it. */
  public issuersBelow(): ReadonlySet<string> {
    return issuersBelow([this.issuer], this.graph);
  }

  /** What presents a certificate below it that is mounted, or that a volume requests. */
  public presenting(): Consumer[] {
    return presentingThrough([this.issuer], this.graph);
  }
}
