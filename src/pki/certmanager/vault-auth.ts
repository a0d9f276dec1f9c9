import { copy, requireText } from './_arguments';
import { secretKeySelector } from './_secret-key';
import { SecretKey } from './secret-key';
import type { IssuerSpec } from '../../imports/cert-manager';

/** Authentication with Vault's AppRole method. */
export interface VaultAppRoleOptions {
  /** Where the method is mounted in Vault, for example `approle`. */
  readonly path: string;
  /** The ID of the role. */
  readonly roleId: string;
  /** The secret ID of the role. */
  readonly secretId: SecretKey;
}

/** What both ways to use Vault's Kubernetes method need. */
export interface VaultKubernetesOptions {
  /** The Vault role to assume. */
  readonly role: string;

  /**
   * Where the method is mounted in Vault.
   *
   * @default "/v1/auth/kubernetes"
   */
  readonly mountPath?: string;
}

/** Authentication with Vault's Kubernetes method, as a service account. */
export interface VaultServiceAccountOptions extends VaultKubernetesOptions {
  /**
   * The service account for which cert-manager requests a token of 10 minutes: in
   * the namespace of an `Issuer`, in cert-manager's cluster resource namespace for a
   * `ClusterIssuer`. cert-manager needs the right to create `serviceaccounts/token`
   * for it.
   */
  readonly serviceAccount: string;

  /**
   * Audiences of the token besides those that it always has: the address of the
   * server, and `vault://<namespace>/<issuer>` (`vault://<issuer>` for a
   * `ClusterIssuer`).
   *
   * @default - none
   */
  readonly audiences?: string[];
}

/** Authentication with Vault's Kubernetes method, by a token kept in a Secret. */
export interface VaultServiceAccountTokenOptions extends VaultKubernetesOptions {
  /** The token of the service account. */
  readonly token: SecretKey;
}

/** Authentication with Vault's TLS certificates method. */
export interface VaultClientCertificateAuthOptions {
  /**
   * The Secret, of type `kubernetes.io/tls`, with the client certificate.
   *
   * @default - the client certificate of the issuer's connection
   */
  readonly secretName?: string;

  /**
   * The certificate role to authenticate against.
   *
   * @default - any role that matches
   */
  readonly role?: string;

  /**
   * Where the method is mounted in Vault.
   *
   * @default "/v1/auth/cert"
   */
  readonly mountPath?: string;
}

/** An AWS IAM role that a service account may assume (IRSA). */
export interface VaultAwsServiceAccountOptions {
  /** The service account, in the namespace of an `Issuer` or cert-manager's cluster resource namespace for a `ClusterIssuer`. */
  readonly serviceAccount: string;
  /** The ARN of the IAM role, which must trust the cluster's OIDC provider. */
  readonly roleArn: string;

  /**
   * Audiences of the token besides `sts.amazonaws.com`.
   *
   * @default - none
   */
  readonly audiences?: string[];
}

/** Authentication with Vault's AWS method. */
export interface VaultAwsOptions {
  /** The Vault role to assume. */
  readonly role: string;

  /**
   * The IAM role of a service account.
   *
   * @default - the credentials of cert-manager's own pod
   */
  readonly serviceAccount?: VaultAwsServiceAccountOptions;

  /**
   * The AWS region.
   *
   * @default - that of cert-manager's environment, else "us-east-1"
   */
  readonly region?: string;

  /**
   * The value of the header `X-Vault-AWS-IAM-Server-ID`, against replay.
   *
   * @default - no header
   */
  readonly serverIdHeader?: string;

  /**
   * Where the method is mounted in Vault.
   *
   * @default "/v1/auth/aws"
   */
  readonly mountPath?: string;
}

/**
 * How cert-manager authenticates to Vault. Secret values are named, never given.
 *
 * @see https://cert-manager.io/docs/configuration/vault/
 */
export class VaultAuth {
  /** A Vault token. It does not renew itself: prefer a service account. */
  public static token(token: SecretKey): VaultAuth {
    return new VaultAuth({ tokenSecretRef: secretKeySelector('VaultAuth.token()', token) });
  }

  /** The AppRole method. */
  public static appRole(options: VaultAppRoleOptions): VaultAuth {
    const { path, roleId, secretId } = options;
    requireFields('VaultAuth.appRole()', { path, roleId });
    return new VaultAuth({ appRole: { path, roleId, secretRef: secretKeySelector('VaultAuth.appRole()', secretId) } });
  }

  /** The Kubernetes method, with tokens that cert-manager requests when it needs them. */
  public static serviceAccount(options: VaultServiceAccountOptions): VaultAuth {
    const { role, mountPath, serviceAccount, audiences } = options;
    requireFields('VaultAuth.serviceAccount()', { role, mountPath, serviceAccount });
    return new VaultAuth({ kubernetes: { role, mountPath, serviceAccountRef: { name: serviceAccount, audiences: copy(audiences) } } });
  }

  /** The Kubernetes method, with a token kept in a Secret. It does not expire: prefer `serviceAccount`. */
  public static serviceAccountToken(options: VaultServiceAccountTokenOptions): VaultAuth {
    const { role, mountPath, token } = options;
    requireFields('VaultAuth.serviceAccountToken()', { role, mountPath });
    return new VaultAuth({ kubernetes: { role, mountPath, secretRef: secretKeySelector('VaultAuth.serviceAccountToken()', token) } });
  }

  /** The TLS certificates method. */
  public static clientCertificate(options: VaultClientCertificateAuthOptions = {}): VaultAuth {
    const { secretName, role, mountPath } = options;
    requireFields('VaultAuth.clientCertificate()', { secretName, role, mountPath });
    return new VaultAuth({ clientCertificate: { secretName, name: role, mountPath } });
  }

  /** The AWS method. */
  public static aws(options: VaultAwsOptions): VaultAuth {
    const { role, mountPath, region, serverIdHeader, serviceAccount: irsa } = options;
    requireFields('VaultAuth.aws()', { role, mountPath, region, serverIdHeader, serviceAccount: irsa?.serviceAccount, roleArn: irsa?.roleArn });
    return new VaultAuth({
      aws: {
        role,
        mountPath,
        region,
        vaultHeaderValue: serverIdHeader,
        iamRoleArn: irsa?.roleArn,
        serviceAccountRef: irsa && { name: irsa.serviceAccount, audiences: copy(irsa.audiences) },
      },
    });
  }

  private constructor(
    /** @internal */
    public readonly _spec: NonNullable<IssuerSpec['vault']>['auth'],
  ) { }
}

function requireFields(call: string, fields: Record<string, string | undefined>): void {
  for (const [field, value] of Object.entries(fields)) {
    requireText(undefined, call, field, value);
  }
}
