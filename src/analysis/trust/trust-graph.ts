import { BundleNode, Bundles } from './bundles';
import { Chain, Chains } from './chains';
import { Consumer, consumersOf } from './consumers';
import { IssuerNode, Issuers } from './issuers';
import { KeyAccess, KeyAccesses } from './key-access';
import { lifetimesOf, TierLifetime } from './lifetimes';
import { CsiVolume } from './pod-references';
import { Root } from './root';
import { TrustSettings } from './settings';
import { append } from '../../core/multi-map';
import { CaSecret, CertificateNode, Issuance, issuance } from '../certmanager/issuance';
import { fieldAt } from '../fields';
import { Inventory } from '../inventory';

export type { BundleKind, BundleNode, BundleSource, BundleTarget } from './bundles';
export type { Chain, ChainStep } from './chains';
export type { Consumer, Use } from './consumers';
export type { IssuerNode, IssuerType } from './issuers';
export type { AccessWay, KeyAccess, KeyGrant } from './key-access';
export type { TierLifetime } from './lifetimes';
export type { Root, RootKind } from './root';
export type { TrustSettings } from './settings';

/** A Secret with the key of a CA. */
export interface CaKey {
  readonly secret: CaSecret;
  /** The Certificate that writes it, if it is among the manifests. */
  readonly certificate?: CertificateNode;
  /** The issuers that sign with it. */
  readonly issuers: readonly IssuerNode[];
}

/**
 * Who signs whom, and who trusts what: certificates up to their roots, bundles
 * with the roots that they distribute, what consumers present and trust, and who
 * can get at the keys. Each part is made when it is first asked for, in time that
 * grows with the number of objects.
 */
export class TrustGraph {
  /** Who issues which certificate, as far as Certificates say it. */
  public readonly issuance: Issuance;
  private readonly issuerNodes: Issuers;
  private readonly chains: Chains;
  private bundleNodes?: Bundles;
  private consumerList?: readonly Consumer[];
  private rootMap?: ReadonlyMap<string, Root>;
  private caKeyList?: readonly CaKey[];
  private accesses?: KeyAccesses;
  private certificatesByRoot?: ReadonlyMap<string, readonly CertificateNode[]>;
  private issuersByRoot?: ReadonlyMap<string, readonly IssuerNode[]>;
  private bundlesByRoot?: ReadonlyMap<string, readonly BundleNode[]>;

  constructor(private readonly inventory: Inventory, private readonly settings: TrustSettings) {
    this.issuance = inventory.view(issuance);
    this.issuerNodes = new Issuers(inventory, settings, this.issuance);
    this.chains = new Chains(inventory, this.issuance, this.issuerNodes);
  }

  /** Every Certificate, in the order of the manifests. */
  public certificates(): readonly CertificateNode[] {
    return this.issuance.certificates;
  }

  /** The way from a certificate up to its root. */
  public chainOf(certificate: CertificateNode): Chain {
    return this.chains.chainOf(certificate);
  }

  /** The way from an issuer up to the root of what it signs; `undefined` for a self-signing one. */
  public chainOfIssuer(issuer: IssuerNode): Chain | undefined {
    return this.chains.chainOfIssuer(issuer);
  }

  /** The lifetimes of a certificate and of the CAs above it, nearest first. */
  public lifetimesOf(certificate: CertificateNode): TierLifetime[] {
    return lifetimesOf(certificate, this.chainOf(certificate).authorities);
  }

  /** Every issuer: those among the manifests, and those that Certificates and volumes refer to. */
  public issuers(): readonly IssuerNode[] {
    return this.issuerNodes.all();
  }

  /** The issuer that a certificate is requested from; `undefined` if it names none. */
  public issuerOf({ spec, namespace }: CertificateNode): IssuerNode | undefined {
    return this.issuerReferred(fieldAt(spec, 'issuerRef'), namespace);
  }

  /** The issuer that a reference in a namespace means; `undefined` if the reference has no name. */
  public issuerReferred(reference: unknown, namespace: string): IssuerNode | undefined {
    return this.issuerNodes.of(reference, namespace);
  }

  /** The issuer from which cert-manager's CSI driver requests the certificate of a volume. */
  public issuerOfVolume(volume: CsiVolume, namespace: string): IssuerNode | undefined {
    return this.issuerNodes.ofVolume(volume, namespace);
  }

  /** The issuers that sign with the key in a Secret. */
  public issuersSigningWith(secret: CaSecret): readonly IssuerNode[] {
    return this.issuerNodes.signingWith(secret);
  }

  /** The issuers whose certificates end at a root. */
  public issuersUnder(root: Root | string): readonly IssuerNode[] {
    this.issuersByRoot ??= grouped(this.issuers(), issuer => this.chainOfIssuer(issuer)?.root ?? []);
    return this.issuersByRoot.get(idOf(root)) ?? [];
  }

  /** Every root: of a certificate, of an issuer, or in a bundle. */
  public roots(): readonly Root[] {
    return [...this.rootsById().values()];
  }

  /** The root with an id. */
  public root(id: string): Root | undefined {
    return this.rootsById().get(id);
  }

  /** The Certificates whose chain ends at a root; a self-signed one is under itself. */
  public certificatesUnder(root: Root | string): readonly CertificateNode[] {
    this.certificatesByRoot ??= grouped(this.certificates(), certificate => this.chainOf(certificate).root);
    return this.certificatesByRoot.get(idOf(root)) ?? [];
  }

  /** Every bundle: those of trust-manager, ConfigMaps with certificates, and the `ca.crt` beside each certificate. */
  public bundles(): readonly BundleNode[] {
    return this.bundlesOfPods().all();
  }

  /** The bundle that a pod of a namespace gets by mounting a ConfigMap or Secret. */
  public bundleBehind(kind: 'ConfigMap' | 'Secret', namespace: string, name: string): BundleNode | undefined {
    return this.bundlesOfPods().behind(kind, namespace, name);
  }

  /** Whether some Bundle writes a ConfigMap or Secret of this name, perhaps to this namespace. */
  public isBundleTarget(kind: 'ConfigMap' | 'Secret', namespace: string, name: string): boolean {
    return this.bundlesOfPods().isWritten(kind, namespace, name);
  }

  /** The bundles that certainly contain a root. For the others, ask `trusts`. */
  public bundlesTrusting(root: Root | string): readonly BundleNode[] {
    this.bundlesByRoot ??= grouped(this.bundles(), ({ roots }) => roots);
    return this.bundlesByRoot.get(idOf(root)) ?? [];
  }

  /**
   * Whether a bundle contains a root: `undefined` if that cannot be told, because
   * a source is not known, or because of one of the two only the certificate and
   * of the other only the Secret is known.
   */
  public trusts(bundle: BundleNode, root: Root | string): boolean | undefined {
    const id = idOf(root);
    if (bundle.roots.some(each => each.id === id)) {
      return true;
    }
    const isCertificate = id.startsWith('sha256/');
    const comparable = bundle.roots.every(each => each.kind === 'public' || each.id.startsWith('sha256/') === isCertificate);
    return bundle.complete && comparable ? false : undefined;
  }

  /** Everything that presents a certificate of the graph or trusts one of its bundles. */
  public consumers(): readonly Consumer[] {
    this.consumerList ??= consumersOf({
      inventory: this.inventory, issuance: this.issuance, issuers: this.issuerNodes, chains: this.chains, bundles: this.bundlesOfPods(),
    });
    return this.consumerList;
  }

  /** The Secrets with the keys of CAs: those of CA Certificates, and those that issuers sign with. */
  public caKeys(): readonly CaKey[] {
    if (!this.caKeyList) {
      const keys = new Map<string, CaKey>();
      const add = (secret: CaSecret): void => {
        const [certificate] = this.issuance.writersOf(secret.namespace, secret.name);
        keys.set(`${secret.namespace}/${secret.name}`, { secret, issuers: this.issuersSigningWith(secret), ...(certificate ? { certificate } : {}) });
      };
      for (const { isCA, namespace, secretName } of this.certificates()) {
        if (isCA && secretName) {
          add({ namespace, name: secretName });
        }
      }
      for (const { caSecret } of this.issuers()) {
        if (caSecret) {
          add(caSecret);
        }
      }
      this.caKeyList = [...keys.values()];
    }
    return this.caKeyList;
  }

  /** Who can get at the key of a CA, by the roles and bindings among the manifests. */
  public accessTo(secret: CaSecret): readonly KeyAccess[] {
    return this.keyAccesses().of(secret);
  }

  /** Every binding that leads to keys of CAs. */
  public keyAccesses(): KeyAccesses {
    this.accesses ??= new KeyAccesses(this.inventory, this.caKeys().map(({ secret }) => secret));
    return this.accesses;
  }

  private bundlesOfPods(): Bundles {
    this.bundleNodes ??= new Bundles(this.inventory, this.settings, this.issuance, this.chains);
    return this.bundleNodes;
  }

  private rootsById(): ReadonlyMap<string, Root> {
    if (!this.rootMap) {
      const roots = new Map<string, Root>();
      // What is known of a root from its chain says more than what a bundle shows of it.
      for (const root of [
        ...this.certificates().map(certificate => this.chainOf(certificate).root),
        ...this.issuers().flatMap(issuer => this.chainOfIssuer(issuer)?.root ?? []),
        ...this.bundles().flatMap(bundle => bundle.roots),
      ]) {
        roots.set(root.id, roots.get(root.id) ?? root);
      }
      this.rootMap = roots;
    }
    return this.rootMap;
  }
}

/** The trust graph of the objects, made once for the same settings. */
export function trustGraph(inventory: Inventory, { clusterResourceNamespace, trustNamespace }: TrustSettings): TrustGraph {
  const graphs = inventory.view(graphsBySettings);
  const key = JSON.stringify([clusterResourceNamespace, trustNamespace]);
  let graph = graphs.get(key);
  if (!graph) {
    graph = new TrustGraph(inventory, { clusterResourceNamespace, trustNamespace });
    graphs.set(key, graph);
  }
  return graph;
}

function graphsBySettings(): Map<string, TrustGraph> {
  return new Map();
}

function idOf(root: Root | string): string {
  return typeof root === 'string' ? root : root.id;
}

function grouped<T>(items: readonly T[], rootsOf: (item: T) => Root | readonly Root[]): ReadonlyMap<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    for (const { id } of [rootsOf(item)].flat()) {
      append(groups, id, item);
    }
  }
  return groups;
}
