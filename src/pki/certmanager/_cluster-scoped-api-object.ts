import { ApiObjectMetadata, ApiObjectProps } from 'cdk8s';
import { Construct } from 'constructs';
import { CheckedApiObject } from '../../checks/checked-api-object';
import { usageError } from '../../core/usage-error';

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
    const json = super.toJson();
    const { namespace, ...metadata } = json.metadata;
    return { ...json, metadata };
  }
}
