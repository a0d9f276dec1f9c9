import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { LabelSelectorSpec } from './_label-selector';
import { BundleNamespaces } from './bundle-namespaces';
import { BundleSource } from './bundle-source';
import { BundleTarget, BundleTargetObject, TrustStoreProfile } from './bundle-target';
import { ClusterScopedApiObject } from '../../checks/checked-api-object';
import { dnsLabelProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import { BUNDLE } from '../../imports/trust-manager';
import type { BundleSpec } from '../../imports/trust-manager';
import { requireText } from '../certmanager/_arguments';

/** Properties of a `Bundle`. */
export interface BundleProps {
  /**
   * Metadata of the object. It has no namespace, and its name is the name of the
   * ConfigMap or Secret in each namespace.
   *
   * @default - a name from the path of the construct
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * Where the certificates come from: roots, never intermediates.
   *
   * @default - none: add them with `addSource`
   */
  readonly sources?: BundleSource[];

  /** What the bundle is written to, in each namespace. */
  readonly target: BundleTarget;

  /**
   * The namespaces into which the bundle is written. trust-manager's own default is
   * every namespace; here that has to be said.
   *
   * @default - none: add them with `addNamespace`
   */
  readonly namespaces?: BundleNamespaces;
}

// Kubernetes sets it on every namespace, and nobody can change it.
const NAMESPACE_NAME = 'kubernetes.io/metadata.name';

/**
 * Writes a set of trusted certificates into namespaces, and keeps it current.
 *
 * @see https://cert-manager.io/docs/trust/trust-manager/api-reference/#bundle
 */
export class Bundle extends ClusterScopedApiObject {
  private readonly _sources: BundleSource[];
  private readonly target: BundleTarget;
  private readonly selection: BundleNamespaces | undefined;
  private readonly names = new Set<string>();

  /**
   * @throws if there is no target, or the name of a key or namespace is none
   */
  constructor(scope: Construct, id: string, props: BundleProps) {
    super(scope, id, { ...BUNDLE, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    const { configMap, secret, pkcs12, jks } = props.target;
    if (!configMap && !secret) {
      throw usageError(this, 'Bundle', 'target has neither configMap nor secret, so nothing would be written', 'Write for example target: { configMap: { key: "ca.crt" } }.');
    }
    requireText(this, 'Bundle', 'the key of a target', configMap?.key, secret?.key, pkcs12?.key, jks?.key);
    this.target = props.target;
    this._sources = [...props.sources ?? []];
    this.selection = props.namespaces;
    for (const name of props.namespaces?._names ?? []) {
      this.addNamespace(name);
    }
  }

  /** Where the certificates come from. */
  public get sources(): BundleSource[] {
    return [...this._sources];
  }

  /** The names of the namespaces into which the bundle is written, in order; empty if they are not chosen by name. */
  public get namespaceNames(): string[] {
    return [...this.names].sort();
  }

  /** Adds a source. */
  public addSource(source: BundleSource): void {
    this._sources.push(source);
  }

  /**
   * Adds a namespace by name. Adding one twice is adding it once.
   *
   * @throws if the bundle chooses its namespaces in another way, or the name is not that of a namespace
   */
  public addNamespace(name: string): void {
    if (this.selection && !this.selection._names) {
      throw usageError(this, `addNamespace("${name}")`, 'the bundle does not choose its namespaces by name', 'Leave "namespaces" out, or give it BundleNamespaces.named().');
    }
    const problem = dnsLabelProblem(name);
    if (problem) {
      throw usageError(this, `addNamespace("${name}")`, `the name ${problem}`, 'Write the name of a namespace, for example "shop".');
    }
    this.names.add(name);
  }

  /** @internal */
  public _toSpec(): BundleSpec {
    const { configMap, secret, pkcs12, jks } = this.target;
    return {
      sources: this._sources.map(source => source._spec),
      target: {
        configMap: configMap && targetObject(configMap),
        secret: secret && targetObject(secret),
        additionalFormats: pkcs12 || jks ? {
          pkcs12: pkcs12 && { key: pkcs12.key, password: pkcs12.password, profile: `${pkcs12.profile ?? TrustStoreProfile.MODERN_2023}` },
          jks: jks && { key: jks.key, password: jks.password },
        } : undefined,
        namespaceSelector: this.namespaceSelector(),
      },
    };
  }

  private namespaceSelector(): LabelSelectorSpec | undefined {
    if (this.selection && !this.selection._names) {
      return this.selection._selector;
    }
    return {
      matchExpressions: [
        // An empty list of names is not valid, and no selector would mean every namespace.
        this.names.size > 0
          ? { key: NAMESPACE_NAME, operator: 'In', values: this.namespaceNames }
          : { key: NAMESPACE_NAME, operator: 'DoesNotExist' },
      ],
    };
  }
}

function targetObject({ key, labels, annotations }: BundleTargetObject): NonNullable<BundleSpec['target']>['configMap'] {
  return { key, metadata: labels || annotations ? { labels: labels && { ...labels }, annotations: annotations && { ...annotations } } : undefined };
}
