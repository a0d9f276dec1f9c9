import { usageError } from '../core/usage-error';

/** How a server outside the mesh is verified. */
export interface ExternalTlsOptions {
  /**
   * The name asked for in the TLS handshake.
   *
   * @default - the host of the service
   */
  readonly sni?: string;

  /**
   * The names of which the server's certificate must carry one.
   *
   * @default - the host of the service
   */
  readonly subjectAltNames?: string[];

  /**
   * The file, in the proxy, with the roots that the server's certificate must
   * chain to.
   *
   * @default - the public roots of the proxy's system
   */
  readonly caCertificates?: string;
}

/** Where the client certificate for a server outside the mesh comes from. */
export interface ExternalMutualTlsFromFilesOptions extends ExternalTlsOptions {
  /** The file, in the proxy, with the client certificate. */
  readonly clientCertificate: string;
  /** The file, in the proxy, with the key of the client certificate. */
  readonly privateKey: string;
}

/** Where the client certificate for a server outside the mesh comes from. */
export interface ExternalMutualTlsFromSecretOptions {
  /**
   * The Secret with `tls.crt`, `tls.key` and `ca.crt`, in the namespace of each
   * workload that calls: what cert-manager writes for a Certificate. The roots
   * in its `ca.crt` are those that the server's certificate must chain to.
   */
  readonly secretName: string;

  /**
   * The name asked for in the TLS handshake.
   *
   * @default - the host of the service
   */
  readonly sni?: string;

  /**
   * The names of which the server's certificate must carry one.
   *
   * @default - the host of the service
   */
  readonly subjectAltNames?: string[];
}

/** Who speaks TLS to a service outside the mesh, and how. */
export class ExternalTls {
  /** The application speaks TLS itself; the proxy passes it on. */
  public static passthrough(): ExternalTls {
    return new ExternalTls(ExternalTlsKind.PASSTHROUGH);
  }

  /** The application speaks plaintext to its proxy, which starts TLS and verifies the server. */
  public static originate(options: ExternalTlsOptions = {}): ExternalTls {
    return new ExternalTls(ExternalTlsKind.SIMPLE, options);
  }

  /** As `originate()`, with a client certificate from files mounted into the proxy. */
  public static originateMutualFromFiles(options: ExternalMutualTlsFromFilesOptions): ExternalTls {
    return new ExternalTls(ExternalTlsKind.MUTUAL_FILES, options);
  }

  /**
   * As `originate()`, with a client certificate from a Secret. The service must
   * say who calls it (`usedBy`), because each caller's proxy fetches the Secret
   * for itself. A mesh may hand it over only if the caller's service account may list
   * the Secrets of its namespace, and then that right is granted: where other Secrets
   * must stay hidden from the workload, use `originateMutualFromFiles()`.
   */
  public static originateMutualFromSecret(options: ExternalMutualTlsFromSecretOptions): ExternalTls {
    if (!options.secretName) {
      throw usageError(undefined, 'ExternalTls.originateMutualFromSecret()', 'no secretName', 'Name the Secret with the client certificate, for example secretName: "payments-client".');
    }
    return new ExternalTls(ExternalTlsKind.MUTUAL_SECRET, options);
  }

  private constructor(
    /** @internal */
    public readonly _kind: ExternalTlsKind,
    /** @internal */
    public readonly _options: ExternalTlsOptions & Partial<ExternalMutualTlsFromFilesOptions & ExternalMutualTlsFromSecretOptions> = {},
  ) { }
}

/** @internal */
export enum ExternalTlsKind { PASSTHROUGH, SIMPLE, MUTUAL_FILES, MUTUAL_SECRET }
