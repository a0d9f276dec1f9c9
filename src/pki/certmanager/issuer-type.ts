import { copy, requireText } from './_arguments';
import { secretKeySelector } from './_secret-key';
import { VaultIssuerOptions } from './vault';
import type { IssuerSpec } from '../../imports/cert-manager';

/** An issuer that signs each certificate with the certificate's own key. */
export interface SelfSignedIssuerOptions {
  /**
   * URLs of revocation lists, written into the certificates.
   *
   * @default - none
   */
  readonly crlDistributionPoints?: string[];
}

/** An issuer that signs with a CA key pair. */
export interface CaIssuerOptions {
  /**
   * The Secret, of type `kubernetes.io/tls`, with the CA's certificate and key: in
   * the namespace of an `Issuer`, in cert-manager's cluster resource namespace for
   * a `ClusterIssuer`.
   */
  readonly secretName: string;

  /**
   * URLs of OCSP responders, written into the certificates.
   *
   * @default - none
   */
  readonly ocspServers?: string[];

  /**
   * URLs of the CA's own certificate, written into the certificates.
   *
   * @default - none
   */
  readonly issuingCertificateUrls?: string[];

  /**
   * URLs of revocation lists, written into the certificates.
   *
   * @default - none
   */
  readonly crlDistributionPoints?: string[];
}

/**
 * How an issuer signs.
 *
 * @see https://cert-manager.io/docs/configuration/issuers/
 */
export class IssuerType {
  /**
   * Each certificate is signed with its own key: for roots. A certificate needs a
   * subject here, or some TLS libraries take it as invalid.
   *
   * @see https://cert-manager.io/docs/configuration/selfsigned/
   */
  public static selfSigned(options: SelfSignedIssuerOptions = {}): IssuerType {
    return new IssuerType({ selfSigned: { crlDistributionPoints: copy(options.crlDistributionPoints) } });
  }

  /**
   * Certificates are signed with a CA key pair in a Secret.
   *
   * @throws if the name of the Secret is empty
   * @see https://cert-manager.io/docs/configuration/ca/
   */
  public static ca(options: CaIssuerOptions): IssuerType {
    requireText(undefined, 'IssuerType.ca()', 'secretName', options.secretName);
    return new IssuerType({
      ca: {
        secretName: options.secretName,
        ocspServers: copy(options.ocspServers),
        issuingCertificateURLs: copy(options.issuingCertificateUrls),
        crlDistributionPoints: copy(options.crlDistributionPoints),
      },
    });
  }

  /**
   * Certificates are signed by HashiCorp Vault. It shortens lifetimes to the role's
   * `max_ttl`: give that to the issuer as `limits.maxDuration`.
   *
   * @throws if the server, path, namespace or server name is empty
   * @see https://cert-manager.io/docs/configuration/vault/
   */
  public static vault(options: VaultIssuerOptions): IssuerType {
    return new IssuerType({ vault: vaultSpec(options) });
  }

  private constructor(
    /** @internal */
    public readonly _spec: IssuerSpec,
  ) { }

  /** Whether certificates are signed with their own key. */
  public get isSelfSigned(): boolean {
    return this._spec.selfSigned !== undefined;
  }

  /** The Secret with the CA's key pair; undefined unless the type is `ca`. */
  public get caSecretName(): string | undefined {
    return this._spec.ca?.secretName;
  }
}

function vaultSpec(options: VaultIssuerOptions): IssuerSpec['vault'] {
  const call = 'IssuerType.vault()';
  for (const [field, value] of [['server', options.server], ['path', options.path], ['namespace', options.namespace], ['serverName', options.serverName]]) {
    requireText(undefined, call, field!, value);
  }
  const client = options.clientCertificate;
  return {
    server: options.server,
    path: options.path,
    namespace: options.namespace,
    serverName: options.serverName,
    auth: options.auth._spec,
    ...options.caBundle?._spec,
    clientCertSecretRef: client && secretKeySelector(call, client.certificate),
    clientKeySecretRef: client && secretKeySelector(call, client.privateKey),
  };
}
