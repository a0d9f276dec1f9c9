import { CSI_DRIVER, CsiVolume, podReferences } from './pod-references';
import { TrustSettings } from './settings';
import { ObjectReference } from '../../core/finding';
import { append } from '../../core/multi-map';
import { CaSecret, caSecretOf, Issuance } from '../certmanager/issuance';
import { CERT_MANAGER } from '../certmanager/kinds';
import { fieldAt, hasField, textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, referenceTo, SourcedManifest } from '../manifest';

/** How an issuer signs; `external` for kinds of other groups, `unknown` if the object is not among the manifests or says nothing. */
export type IssuerType = 'ca' | 'selfSigned' | 'vault' | 'acme' | 'venafi' | 'external' | 'unknown';

const TYPES = ['acme', 'ca', 'selfSigned', 'vault', 'venafi'] as const;

/** Something that certificates are requested from. */
export interface IssuerNode {
  /** `<kind>[.<group>]/[<namespace>/]<name>`: the same in two states of the manifests. */
  readonly id: string;
  readonly type: IssuerType;
  readonly reference: ObjectReference;
  /** The issuer, if it is among the manifests. */
  readonly object?: SourcedManifest;
  /** The Secret with whose key it signs, for `ca`. */
  readonly caSecret?: CaSecret;
}

/** The issuers among the manifests, and those that Certificates and volumes refer to. */
export class Issuers {
  private readonly nodes = new Map<string, IssuerNode>();
  private readonly bySecret = new Map<string, IssuerNode[]>();

  constructor(private readonly inventory: Inventory, private readonly settings: TrustSettings, issuance: Issuance) {
    for (const kind of ['Issuer', 'ClusterIssuer']) {
      for (const object of inventory.ofKind(CERT_MANAGER, kind)) {
        this.named(CERT_MANAGER, kind, kind === 'ClusterIssuer' ? undefined : namespaceOf(object), object.manifest.metadata.name);
      }
    }
    for (const { spec, namespace } of issuance.certificates) {
      this.of(fieldAt(spec, 'issuerRef'), namespace);
    }
    for (const { workload, csi } of inventory.view(podReferences)) {
      for (const volume of csi) {
        this.ofVolume(volume, workload.namespace);
      }
    }
  }

  /** Every issuer, in the order of the manifests; first those that are among them. */
  public all(): readonly IssuerNode[] {
    return [...this.nodes.values()];
  }

  /** The issuer that a reference in a namespace means; `undefined` if the reference has no name. */
  public of(reference: unknown, namespace: string): IssuerNode | undefined {
    const name = textAt(reference, 'name');
    const group = textAt(reference, 'group') || CERT_MANAGER;
    const kind = textAt(reference, 'kind') || 'Issuer';
    if (!name) {
      return undefined;
    }
    const isClusterWide = group === CERT_MANAGER
      ? kind === 'ClusterIssuer'
      : kind.includes('Cluster') || this.inventory.find(group, kind, undefined, name) !== undefined;
    return this.named(group, kind, isClusterWide ? undefined : namespace, name);
  }

  /** The issuer from which cert-manager's CSI driver requests the certificate of a volume. */
  public ofVolume({ attributes }: CsiVolume, namespace: string): IssuerNode | undefined {
    const [name, kind, group] = ['name', 'kind', 'group'].map(part => attributes.get(`${CSI_DRIVER}/issuer-${part}`));
    return this.of({ name, kind, group }, namespace);
  }

  /** The issuers that sign with the key in a Secret. */
  public signingWith({ namespace, name }: CaSecret): readonly IssuerNode[] {
    return this.bySecret.get(`${namespace}/${name}`) ?? [];
  }

  private named(group: string, kind: string, namespace: string | undefined, name: string): IssuerNode {
    const id = `${kind}${group === CERT_MANAGER ? '' : `.${group}`}/${namespace ? `${namespace}/` : ''}${name}`;
    let node = this.nodes.get(id);
    if (!node) {
      const object = this.inventory.find(group, kind, namespace, name);
      const type = group !== CERT_MANAGER ? 'external' : typeOf(object);
      const caSecret = object && type === 'ca' ? caSecretOf(object, this.settings.clusterResourceNamespace) : undefined;
      node = {
        id,
        type,
        reference: object ? referenceTo(object.manifest) : { kind, ...(namespace ? { namespace } : {}), name },
        ...(object ? { object } : {}),
        ...(caSecret ? { caSecret } : {}),
      };
      this.nodes.set(id, node);
      if (caSecret) {
        append(this.bySecret, `${caSecret.namespace}/${caSecret.name}`, node);
      }
    }
    return node;
  }
}

function typeOf(issuer: SourcedManifest | undefined): IssuerType {
  return TYPES.find(type => issuer && hasField(issuer.manifest, 'spec', type)) ?? 'unknown';
}
