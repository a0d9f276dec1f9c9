import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { requireLimits } from './_issuer-limits';
import { ICertificateIssuer, IssuerLimits, IssuerReference, IssuerScope } from './issuer-reference';
import { IssuerType } from './issuer-type';
import { ClusterScopedApiObject, NamespacedApiObject } from '../../checks/checked-api-object';
import { CLUSTER_ISSUER, ISSUER } from '../../imports/cert-manager';

/** Properties of an `Issuer`. */
export interface IssuerProps {
  /**
   * Metadata of the object.
   *
   * @default - a name from the path of the construct, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /** How the issuer signs. */
  readonly type: IssuerType;

  /**
   * What the issuer is known to limit. Certificates are checked against it.
   *
   * @default - nothing
   */
  readonly limits?: IssuerLimits;
}

/** Properties of a `ClusterIssuer`. */
export interface ClusterIssuerProps {
  /**
   * Metadata of the object. It has no namespace.
   *
   * @default - a name from the path of the construct
   */
  readonly metadata?: ApiObjectMetadata;

  /** How the issuer signs. */
  readonly type: IssuerType;

  /**
   * What the issuer is known to limit. Certificates are checked against it.
   *
   * @default - nothing
   */
  readonly limits?: IssuerLimits;
}

/**
 * Issues certificates within one namespace.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Issuer
 */
export class Issuer extends NamespacedApiObject implements ICertificateIssuer {
  /** How the issuer signs. */
  public readonly type: IssuerType;
  private readonly limits?: IssuerLimits;

  /** @throws if there is no namespace, or a limit is none */
  constructor(scope: Construct, id: string, props: IssuerProps) {
    super(scope, id, { ...ISSUER, metadata: props.metadata, spec: props.type._spec });
    requireLimits(this, this.kind, props.limits);
    this.type = props.type;
    this.limits = props.limits;
  }

  /** The reference by which a Certificate names this issuer. */
  public toIssuerReference(): IssuerReference {
    const { name, kind, apiGroup: group, namespace, limits } = this;
    return { name, kind, group, scope: IssuerScope.NAMESPACE, namespace, limits };
  }
}

/**
 * Issues certificates for every namespace. The Secrets that it refers to are in
 * cert-manager's cluster resource namespace (`--cluster-resource-namespace`), and
 * nowhere else.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.ClusterIssuer
 */
export class ClusterIssuer extends ClusterScopedApiObject implements ICertificateIssuer {
  /** How the issuer signs. */
  public readonly type: IssuerType;
  private readonly limits?: IssuerLimits;

  /** @throws if a namespace is given, or a limit is none */
  constructor(scope: Construct, id: string, props: ClusterIssuerProps) {
    super(scope, id, { ...CLUSTER_ISSUER, metadata: props.metadata, spec: props.type._spec });
    requireLimits(this, this.kind, props.limits);
    this.type = props.type;
    this.limits = props.limits;
  }

  /** The reference by which a Certificate names this issuer. */
  public toIssuerReference(): IssuerReference {
    const { name, kind, apiGroup: group, limits } = this;
    return { name, kind, group, scope: IssuerScope.CLUSTER, limits };
  }
}
