import { Construct } from 'constructs';
import { Bundle } from './trustmanager/bundle';
import type { BundleSource } from './trustmanager/bundle-source';

interface TrustBundleProps {
  /** The name of the Bundle, and so of the ConfigMap in each namespace. */
  readonly name: string;
  readonly sources: BundleSource[];
  readonly annotations: Record<string, string>;
}

/**
 * The roots of a chain, as a ConfigMap in exactly the namespaces that were named:
 * roots only, so that an intermediate can be replaced without telling anyone.
 */
export class TrustBundle extends Construct {
  /** @internal */
  public static _create(scope: Construct, props: TrustBundleProps): TrustBundle {
    return new TrustBundle(scope, 'trust-bundle', props);
  }

  /** The name of the ConfigMap in each namespace. */
  public readonly configMapName: string;

  /** The key of the ConfigMap under which the roots are, in PEM form. */
  public readonly configMapKey = 'ca.crt';

  private readonly sources: BundleSource[];
  private readonly annotations: Record<string, string>;
  private bundle?: Bundle;

  private constructor(scope: Construct, id: string, { name, sources, annotations }: TrustBundleProps) {
    super(scope, id);
    this.configMapName = name;
    this.sources = sources;
    this.annotations = annotations;
  }

  /** The namespaces that have the roots. */
  public get namespaceNames(): string[] {
    return this.bundle?.namespaceNames ?? [];
  }

  /** Hands the roots to a namespace. Handing them over twice is doing it once. */
  public addNamespace(name: string): void {
    // A Bundle without a namespace would be one for every namespace.
    this.bundle ??= new Bundle(this, 'bundle', {
      metadata: { name: this.configMapName, annotations: this.annotations },
      sources: this.sources,
      target: { configMap: { key: this.configMapKey } },
    });
    this.bundle.addNamespace(name);
  }
}
