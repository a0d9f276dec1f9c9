import { Chains } from './chains';
import { certificatesOf, contentOf, keysOf } from './contents';
import { certificatesIn } from './pem-certificate';
import { pemRoot, PUBLIC_ROOTS, Root } from './root';
import { TrustSettings } from './settings';
import { append } from '../../core/multi-map';
import { CertificateNode, Issuance } from '../certmanager/issuance';
import { within } from '../field-problem';
import { fieldAt, hasField, listAt, textAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { TRUST_MANAGER } from '../trustmanager/kinds';
import { isTargetNamespace } from '../trustmanager/selection';

/**
 * Where roots come from that workloads trust:
 *
 * - `bundle`: trust-manager's Bundle, which follows its sources
 * - `configMap`: a ConfigMap among the manifests with certificates in it
 * - `issued`: the `ca.crt` beside a certificate in its Secret, which stays as it
 *   was issued until the certificate is issued again
 */
export type BundleKind = 'bundle' | 'configMap' | 'issued';

/** One source of a Bundle. */
export interface BundleSource {
  /** Its place in `spec.sources`. */
  readonly index: number;
  /** `spec.sources[0].secret` */
  readonly field: string;
  readonly kind: 'Secret' | 'ConfigMap' | 'inLine' | 'useDefaultCAs';
  /** The name and the key that it reads, if it reads one object by its name. */
  readonly name?: string;
  readonly key?: string;
  /** The Certificate that writes the Secret. */
  readonly writer?: CertificateNode;
  /** The object that it reads, if it is among the manifests. */
  readonly object?: SourcedManifest;
  /** The roots that it adds, as far as they are known. */
  readonly roots: readonly Root[];
  /** Whether these are all that it adds. */
  readonly complete: boolean;
}

/** Where a Bundle writes its roots. */
export interface BundleTarget {
  readonly kind: 'ConfigMap' | 'Secret';
  /** Always the name of the Bundle. */
  readonly name: string;
  readonly key: string | undefined;
}

/** A set of roots that workloads trust. */
export interface BundleNode {
  /** `Bundle/<name>`, `ConfigMap/<namespace>/<name>` or `Secret/<namespace>/<name>`: the same in two states of the manifests. */
  readonly id: string;
  readonly kind: BundleKind;
  /** The Bundle, the ConfigMap, or the Certificate whose Secret it is. */
  readonly object: SourcedManifest;
  readonly roots: readonly Root[];
  /** Whether these are all; false if a source is not known. */
  readonly complete: boolean;
  /** The sources of a Bundle; empty for the others. */
  readonly sources: readonly BundleSource[];
  /** What the Bundle writes; empty for the others. */
  readonly targets: readonly BundleTarget[];
}

/** The bundles among the manifests, findable by what a pod mounts. */
export class Bundles {
  private readonly nodes: BundleNode[];
  private readonly targets = new Map<string, BundleNode[]>();
  private readonly byId = new Map<string, BundleNode>();

  constructor(
    private readonly inventory: Inventory,
    private readonly settings: TrustSettings,
    private readonly issuance: Issuance,
    private readonly chains: Chains,
  ) {
    this.nodes = [
      ...inventory.ofKind(TRUST_MANAGER, 'Bundle').map(object => this.bundle(object)),
      ...inventory.ofKind('', 'ConfigMap').flatMap(object => this.configMap(object)),
      ...issuance.certificates.flatMap(certificate => this.issued(certificate)),
    ];
    for (const node of this.nodes) {
      this.byId.set(node.id, node);
      for (const { kind, name } of node.targets) {
        append(this.targets, `${kind}/${name}`, node);
      }
    }
  }

  /** Every bundle: those of trust-manager, then ConfigMaps, then what stands beside certificates. */
  public all(): readonly BundleNode[] {
    return this.nodes;
  }

  /** The bundle that a pod of a namespace gets from a ConfigMap or Secret; `undefined` if nothing is known of it. */
  public behind(kind: 'ConfigMap' | 'Secret', namespace: string, name: string): BundleNode | undefined {
    return this.targets.get(`${kind}/${name}`)?.find(({ object }) => isTargetNamespace(this.inventory, object, namespace) !== false)
      ?? this.byId.get(`${kind}/${namespace}/${name}`);
  }

  /** Whether some Bundle writes an object of this kind and name, perhaps to this namespace. */
  public isWritten(kind: 'ConfigMap' | 'Secret', namespace: string, name: string): boolean {
    return (this.targets.get(`${kind}/${name}`) ?? []).some(({ object }) => isTargetNamespace(this.inventory, object, namespace) !== false);
  }

  private bundle(object: SourcedManifest): BundleNode {
    const sources = listAt(object.manifest, 'spec', 'sources').flatMap((source, index) => this.source(object, source, index));
    const targets = (['ConfigMap', 'Secret'] as const).flatMap(kind => {
      const field = kind === 'ConfigMap' ? 'configMap' : 'secret';
      return hasField(object.manifest, 'spec', 'target', field)
        ? [{ kind, name: object.manifest.metadata.name, key: textAt(object.manifest, 'spec', 'target', field, 'key') }]
        : [];
    });
    return {
      id: `Bundle/${object.manifest.metadata.name}`,
      kind: 'bundle',
      object,
      sources,
      targets,
      roots: distinct(sources.flatMap(({ roots }) => roots)),
      complete: sources.every(({ complete }) => complete),
    };
  }

  private source(bundle: SourcedManifest, source: unknown, index: number): BundleSource[] {
    const field = within('spec.sources', index);
    const inLine = textAt(source, 'inLine');
    if (inLine !== undefined) {
      return [{ index, field: `${field}.inLine`, kind: 'inLine', roots: certificatesIn(inLine).map(pem => pemRoot(pem, bundle)), complete: true }];
    }
    if (fieldAt(source, 'useDefaultCAs') === true) {
      return [{ index, field: `${field}.useDefaultCAs`, kind: 'useDefaultCAs', roots: [PUBLIC_ROOTS], complete: true }];
    }
    return ([['Secret', 'secret'], ['ConfigMap', 'configMap']] as const)
      .filter(([, name]) => hasField(source, name))
      .map(([kind, name]) => this.reference(kind, fieldAt(source, name), { index, field: `${field}.${name}` }));
  }

  private reference(kind: 'Secret' | 'ConfigMap', reference: unknown, place: Pick<BundleSource, 'index' | 'field'>): BundleSource {
    const name = textAt(reference, 'name');
    const key = textAt(reference, 'key');
    const source = { ...place, kind, ...(name ? { name } : {}), ...(key !== undefined ? { key } : {}) };
    if (!name) {
      return { ...source, roots: [], complete: false };
    }
    const { trustNamespace } = this.settings;
    const [writer] = kind === 'Secret' ? this.issuance.writersOf(trustNamespace, name) : [];
    if (writer) {
      const roots = key === 'ca.crt' || key === 'tls.crt' ? this.issuedRoots(writer, key) : undefined;
      return { ...source, writer, roots: roots ?? [], complete: roots !== undefined };
    }
    const object = this.inventory.find('', kind, trustNamespace, name);
    const certificates = object ? certificatesOf(object, key) : [];
    if (object && certificates.length > 0) {
      return { ...source, object, roots: certificates.map(pem => pemRoot(pem, object)), complete: true };
    }
    // The content of a CA's own Secret is not shown, but which root it is.
    const given = kind === 'Secret' ? this.chains.rootInSecret({ namespace: trustNamespace, name }) : undefined;
    return { ...source, ...(object ? { object } : {}), roots: given ? [given] : [], complete: given !== undefined };
  }

  /** What a key of a Certificate's Secret adds: `undefined` if it is an intermediate, which is no root at all. */
  private issuedRoots(certificate: CertificateNode, key: 'ca.crt' | 'tls.crt'): readonly Root[] | undefined {
    const { root } = this.chains.chainOf(certificate);
    return key === 'ca.crt' || root.certificate === certificate ? [root] : undefined;
  }

  private configMap(object: SourcedManifest): BundleNode[] {
    const roots = certificatesOf(object).map(pem => pemRoot(pem, object));
    return roots.length === 0 ? [] : [{
      id: `ConfigMap/${namespaceOf(object)}/${object.manifest.metadata.name}`,
      kind: 'configMap',
      object,
      roots: distinct(roots),
      complete: true,
      sources: [],
      targets: [],
    }];
  }

  private issued(certificate: CertificateNode): BundleNode[] {
    const { object, namespace, secretName } = certificate;
    return !secretName ? [] : [{
      id: `Secret/${namespace}/${secretName}`, kind: 'issued', object, roots: [this.chains.chainOf(certificate).root], complete: true, sources: [], targets: [],
    }];
  }
}

/** What a source shows of what it adds, as trust-manager reads it: each text, with its key if it has one. */
export function textsOf(source: BundleSource, bundle: SourcedManifest): readonly { readonly key?: string; readonly text: string }[] {
  if (source.kind === 'inLine') {
    return [{ text: textAt(listAt(bundle.manifest, 'spec', 'sources')[source.index], 'inLine') ?? '' }];
  }
  const { object } = source;
  const keys = source.key !== undefined ? [source.key] : [...object ? keysOf(object) ?? [] : []];
  return keys.flatMap(key => {
    const text = object && contentOf(object, key);
    return text === undefined ? [] : [{ key, text }];
  });
}

function distinct(roots: readonly Root[]): Root[] {
  return [...new Map(roots.map(root => [root.id, root])).values()];
}
