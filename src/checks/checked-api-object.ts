import { ApiObject, ApiObjectMetadata, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { MtlsChecks } from './mtls-checks';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/**
 * An object of this library: to create one is to have the whole app checked
 * when it is synthesized.
 *
 * @internal
 */
export class CheckedApiObject extends ApiObject {
  private readonly checks: MtlsChecks;

  constructor(scope: Construct, id: string, props: ApiObjectProps) {
    super(scope, id, props);
    this.checks = MtlsChecks.attach(this);
  }

  /** Renders the object to Kubernetes JSON. */
  public toJson(): any {
    return this.checks._rendered(this) ?? super.toJson();
  }
}

/**
 * An object that lives in a namespace. The namespace decides what a policy
 * applies to, so it is never left to the one who happens to run `kubectl`.
 *
 * @internal
 */
export class NamespacedApiObject extends CheckedApiObject {
  /** The namespace of the object. */
  public readonly namespace: string;

  constructor(scope: Construct, id: string, props: ApiObjectProps & { readonly metadata?: ApiObjectMetadata }) {
    super(scope, id, props);
    const namespace = this.metadata.namespace;
    if (namespace === undefined) {
      throw usageError(this, props.kind, 'no namespace', 'Set metadata.namespace, or the namespace of the chart.');
    }
    const problem = dnsLabelProblem(namespace);
    if (problem) {
      throw usageError(this, props.kind, `namespace "${namespace}" ${problem}`, 'Write the name of a namespace, for example "shop".');
    }
    this.namespace = namespace;
  }
}

/**
 * An object of the whole cluster. cdk8s gives every object the namespace of its
 * chart; the API server drops it here, and a GitOps tool then sees a drift.
 *
 * @internal
 */
export class ClusterScopedApiObject extends CheckedApiObject {
  constructor(scope: Construct, id: string, props: ApiObjectProps & { readonly metadata?: ApiObjectMetadata }) {
    super(scope, id, props);
    if (props.metadata?.namespace !== undefined) {
      throw usageError(this, props.kind, `metadata.namespace "${props.metadata.namespace}", but a ${props.kind} belongs to the whole cluster`, 'Leave metadata.namespace out.');
    }
  }

  /** Renders the object to Kubernetes JSON. */
  public toJson(): any {
    const { apiVersion, kind, metadata: { namespace: _, ...metadata }, ...rest } = super.toJson();
    return { apiVersion, kind, metadata, ...rest };
  }
}
