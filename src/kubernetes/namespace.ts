import { Construct } from 'constructs';
import { ClusterScopedApiObject } from '../checks/checked-api-object';

export interface NamespaceProps {
  readonly name: string;
  readonly labels?: Record<string, string>;
  readonly annotations?: Record<string, string>;
}

/** A Kubernetes Namespace. */
export class Namespace extends ClusterScopedApiObject {
  constructor(scope: Construct, id: string, props: NamespaceProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'Namespace', metadata: { ...props } });
  }
}
