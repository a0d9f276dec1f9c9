import { Construct } from 'constructs';
import { NamespacedApiObject } from '../checks/checked-api-object';

export interface PublicSecretProps {
  readonly name: string;
  readonly namespace: string;
  /** Public data alone: what is in a manifest is no secret. */
  readonly stringData: Record<string, string>;
}

/** A Secret for public data, where a consumer reads nothing but Secrets. */
export class PublicSecret extends NamespacedApiObject {
  constructor(scope: Construct, id: string, { name, namespace, stringData }: PublicSecretProps) {
    super(scope, id, { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', stringData });
  }
}
