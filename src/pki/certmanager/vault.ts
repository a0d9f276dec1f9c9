import { secretKeySelector } from './_secret-key';
import { SecretKey } from './secret-key';
import { VaultAuth } from './vault-auth';
import { pemCertificatesProblem } from '../../core/pem';
import { usageError } from '../../core/usage-error';
import type { IssuerSpec } from '../../imports/cert-manager';

/** The certificates that the TLS certificate of a Vault server is verified with. */
export class VaultCaBundle {
  /**
   * Certificates in PEM form, written into the issuer.
   *
   * @throws if the text is not certificates, or contains a private key
   */
  public static pem(certificates: string): VaultCaBundle {
    const problem = pemCertificatesProblem(certificates);
    if (problem) {
      throw usageError(undefined, 'VaultCaBundle.pem()', `the text ${problem}`, 'Give the certificates alone, each between "-----BEGIN CERTIFICATE-----" and "-----END CERTIFICATE-----".');
    }
    return new VaultCaBundle({ caBundle: Buffer.from(certificates).toString('base64') });
  }

  /** Certificates in PEM form, in a Secret. */
  public static secret(ref: SecretKey): VaultCaBundle {
    return new VaultCaBundle({ caBundleSecretRef: secretKeySelector('VaultCaBundle.secret()', ref) });
  }

  private constructor(
    /** @internal */
    public readonly _spec: Pick<NonNullable<IssuerSpec['vault']>, 'caBundle' | 'caBundleSecretRef'>,
  ) { }
}

/** A client certificate for a Vault server that demands mutual TLS. */
export interface VaultClientCertificate {
  /** The certificate, in PEM form. */
  readonly certificate: SecretKey;
  /** Its private key, in PEM form. */
  readonly privateKey: SecretKey;
}

/** An issuer that has certificates signed by the PKI engine of HashiCorp Vault. */
export interface VaultIssuerOptions {
  /** The address of the server, for example `https://vault.example.com:8200`. */
  readonly server: string;

  /** The path of the PKI engine's `sign` endpoint, for example `pki_int/sign/workloads`. */
  readonly path: string;

  /** How cert-manager authenticates to Vault. */
  readonly auth: VaultAuth;

  /**
   * The namespace in Vault (Vault Enterprise), for example `ns1`.
   *
   * @default - the root namespace
   */
  readonly namespace?: string;

  /**
   * The name that the certificate of the Vault server must carry.
   *
   * @default - the host of `server`
   */
  readonly serverName?: string;

  /**
   * What the certificate of the Vault server is verified with.
   *
   * @default - the certificates in cert-manager's container image
   */
  readonly caBundle?: VaultCaBundle;

  /**
   * A client certificate, if the Vault server demands mutual TLS.
   *
   * @default - none
   */
  readonly clientCertificate?: VaultClientCertificate;
}
