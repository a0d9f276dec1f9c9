import { requireText } from './_arguments';
import { requireLimits } from './_issuer-limits';
import { ICertificateIssuer, IssuerLimits, IssuerReference, IssuerScope } from './issuer-reference';

/** An issuer of a kind that this library does not name. */
export interface ExternalIssuerOptions {
  /** The name of the issuer. */
  readonly name: string;
  /** The kind, for example `OriginIssuer`. */
  readonly kind: string;
  /** The API group, for example `cert-manager.k8s.cloudflare.com`. */
  readonly group: string;
  /** From where the issuer can be used. */
  readonly scope: IssuerScope;

  /**
   * What the issuer is known to limit.
   *
   * @default - nothing
   */
  readonly limits?: IssuerLimits;
}

/**
 * An issuer that is defined elsewhere: by another team, by another tool, or by
 * the operator of a service.
 *
 * @see https://cert-manager.io/docs/configuration/issuers/
 */
export class IssuerRef implements ICertificateIssuer {
  /** An `Issuer` in the namespace of the certificate. */
  public static fromIssuerName(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'Issuer', group: 'cert-manager.io', scope: IssuerScope.NAMESPACE, limits });
  }

  /** A `ClusterIssuer`. */
  public static fromClusterIssuerName(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'ClusterIssuer', group: 'cert-manager.io', scope: IssuerScope.CLUSTER, limits });
  }

  /**
   * An `AWSPCAIssuer` (AWS Private CA) in the namespace of the certificate.
   *
   * CA certificates get path length 0, as the issuer asks for the template
   * `SubordinateCACertificate_PathLen0`. If yours names another template, or its CA
   * issues short-lived certificates only (seven days), say so in the limits.
   *
   * @param limits replaces what is known by default
   * @see https://github.com/cert-manager/aws-privateca-issuer
   */
  public static awsPrivateCa(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'AWSPCAIssuer', group: 'awspca.cert-manager.io', scope: IssuerScope.NAMESPACE, limits: limits ?? AWS_PRIVATE_CA });
  }

  /**
   * An `AWSPCAClusterIssuer` (AWS Private CA). See `awsPrivateCa` for its limits.
   *
   * @param limits replaces what is known by default
   */
  public static awsPrivateCaCluster(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'AWSPCAClusterIssuer', group: 'awspca.cert-manager.io', scope: IssuerScope.CLUSTER, limits: limits ?? AWS_PRIVATE_CA });
  }

  /**
   * A `GoogleCASIssuer` (Google Certificate Authority Service) in the namespace of
   * the certificate.
   *
   * @see https://github.com/cert-manager/google-cas-issuer
   */
  public static googleCas(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'GoogleCASIssuer', group: 'cas-issuer.jetstack.io', scope: IssuerScope.NAMESPACE, limits });
  }

  /** A `GoogleCASClusterIssuer` (Google Certificate Authority Service). */
  public static googleCasCluster(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'GoogleCASClusterIssuer', group: 'cas-issuer.jetstack.io', scope: IssuerScope.CLUSTER, limits });
  }

  /**
   * A `StepIssuer` (Smallstep's step-ca) in the namespace of the certificate.
   *
   * @see https://github.com/smallstep/step-issuer
   */
  public static step(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'StepIssuer', group: 'certmanager.step.sm', scope: IssuerScope.NAMESPACE, limits });
  }

  /** A `StepClusterIssuer` (Smallstep's step-ca). */
  public static stepCluster(name: string, limits?: IssuerLimits): IssuerRef {
    return IssuerRef.external({ name, kind: 'StepClusterIssuer', group: 'certmanager.step.sm', scope: IssuerScope.CLUSTER, limits });
  }

  /**
   * An issuer of any other kind.
   *
   * @throws if the name, kind or group is empty
   * @see https://cert-manager.io/docs/configuration/issuers/
   */
  public static external(issuer: ExternalIssuerOptions): IssuerRef {
    for (const [field, value] of [['name', issuer.name], ['kind', issuer.kind], ['group', issuer.group]]) {
      requireText(undefined, 'IssuerRef', field, value);
    }
    requireLimits(undefined, 'IssuerRef', issuer.limits);
    return new IssuerRef(issuer);
  }

  private constructor(private readonly issuer: ExternalIssuerOptions) { }

  /** The reference by which a Certificate names this issuer. */
  public toIssuerReference(): IssuerReference {
    return { ...this.issuer };
  }
}

// buildTemplateArn() of aws-privateca-issuer v1.11.0. That it refuses less than 24 hours was an
// error of versions before 1.0.0: https://github.com/cert-manager/aws-privateca-issuer/issues/71
const AWS_PRIVATE_CA: IssuerLimits = { caPathLength: 0 };
