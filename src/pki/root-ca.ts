import type { ICertificateIssuer } from './certmanager/issuer-reference';
import type { VaultIssuerOptions } from './certmanager/vault';
import { requireRootCertificates } from './root-certificate';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/** A root CA whose certificate and key are in a Secret that something else keeps. */
export interface RootCaFromSecretOptions {
  /**
   * The Secret (`tls.crt`, `tls.key`) in the key namespace of the chain. Its
   * `tls.crt` must be the root's own, self-signed certificate.
   */
  readonly secretName: string;
  /**
   * The root's certificate, in PEM form. Where it is given, workloads are given it
   * to trust, and not what the Secret holds. Give it where clusters share the root:
   * that they do can be seen, and a Secret with another root in it is not trusted.
   *
   * @default - workloads are given the `tls.crt` of the Secret
   */
  readonly certificate?: string;
}

/** A root CA in a HashiCorp Vault. */
export interface RootCaVaultOptions {
  /** How to reach Vault. `path` must be an endpoint that signs CA certificates, for example `pki/root/sign-intermediate`. */
  readonly vault: VaultIssuerOptions;
  /** The root's certificate, in PEM form: what workloads are given to trust. */
  readonly certificate: string;
}

/** A root CA behind an issuer of a kind of its own: AWS Private CA, Google CAS, step. */
export interface RootCaExternalOptions {
  /** The issuer, for example `IssuerRef.awsPrivateCaCluster('root')`. */
  readonly issuer: ICertificateIssuer;
  /** The root's certificate, in PEM form: what workloads are given to trust. */
  readonly certificate: string;
}

/**
 * A root CA, in a named slot. A second root in another slot can be trusted
 * before it signs, and the first as long as anything it signed is in use: that
 * is how a root is replaced without an outage. A slot's root never changes.
 */
export class RootCa {
  /**
   * A root that cert-manager makes, whose key never leaves the key namespace.
   *
   * Keep a copy of its Secret where you keep your secrets: if the Secret is lost,
   * cert-manager makes another root in its place, and nothing that the lost one
   * signed is trusted any more.
   *
   * @param slot a name that is never used for another root, for example `2026`
   */
  public static selfSigned(slot: string): RootCa {
    return new RootCa(slot, { kind: 'self-signed' });
  }

  /**
   * A root that exists already, as a Secret. To share one root, bring the same
   * Secret to each cluster, encrypted: a Secret that is made in each holds another
   * root in each.
   *
   * @param slot a name that is never used for another root
   * @throws if the name of the Secret is none, or the certificate not that of a root
   */
  public static fromSecret(slot: string, options: RootCaFromSecretOptions): RootCa {
    const problem = dnsSubdomainProblem(options.secretName);
    if (problem) {
      throw usageError(undefined, `RootCa.fromSecret("${slot}")`, `secretName "${options.secretName}" ${problem}`, 'Write the name of a Secret.');
    }
    if (options.certificate !== undefined) {
      requireRootCertificates(`RootCa.fromSecret("${slot}")`, options.certificate);
    }
    return new RootCa(slot, { kind: 'secret', ...options });
  }

  /**
   * A root in a HashiCorp Vault.
   *
   * @param slot a name that is never used for another root
   * @throws if the certificate is not that of a root
   */
  public static vault(slot: string, options: RootCaVaultOptions): RootCa {
    requireRootCertificates(`RootCa.vault("${slot}")`, options.certificate);
    return new RootCa(slot, { kind: 'vault', ...options });
  }

  /**
   * A root in the cloud or behind any other issuer of cert-manager.
   *
   * @param slot a name that is never used for another root
   * @throws if the certificate is not that of a root
   */
  public static external(slot: string, options: RootCaExternalOptions): RootCa {
    requireRootCertificates(`RootCa.external("${slot}")`, options.certificate);
    return new RootCa(slot, { kind: 'external', ...options });
  }

  /**
   * A root that is trusted and never signs for this chain: of a mesh that there
   * was before, or of another cluster.
   *
   * @param slot a name that is never used for another root
   * @param certificate the root's certificate, in PEM form
   */
  public static trusted(slot: string, certificate: string): RootCa {
    requireRootCertificates(`RootCa.trusted("${slot}")`, certificate);
    return new RootCa(slot, { kind: 'trusted', certificate });
  }

  private constructor(
    /** The name of the slot. */
    public readonly slot: string,
    /** @internal */
    public readonly _source: RootCaSource,
  ) {
    const problem = dnsLabelProblem(slot);
    if (problem) {
      throw usageError(undefined, `RootCa slot "${slot}"`, problem, 'Write a short name, for example "2026".');
    }
  }
}

/**
 * Where a root is.
 *
 * @internal
 */
export type RootCaSource =
  | { readonly kind: 'self-signed' }
  | { readonly kind: 'secret' } & RootCaFromSecretOptions
  | { readonly kind: 'vault' } & RootCaVaultOptions
  | { readonly kind: 'external' } & RootCaExternalOptions
  | { readonly kind: 'trusted'; readonly certificate: string };
