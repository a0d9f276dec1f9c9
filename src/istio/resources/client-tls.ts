import { checkText, checkValues } from './_values';
import { dnsSubdomainProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import type { DestinationRuleSpec } from '../../imports/istio';

type ClientTlsSettings = NonNullable<NonNullable<DestinationRuleSpec['trafficPolicy']>['tls']>;

/** How a client connects. */
export enum ClientTlsMode {
  /** In plaintext. */
  DISABLE = 'DISABLE',
  /** With TLS: the server alone shows a certificate. */
  SIMPLE = 'SIMPLE',
  /** With mutual TLS, and a certificate that you provide. */
  MUTUAL = 'MUTUAL',
  /** With mutual TLS, and the certificate that Istio issued to the workload. */
  ISTIO_MUTUAL = 'ISTIO_MUTUAL',
}

/** What a client expects of the server, whatever certificate it shows itself. */
export interface ClientTlsOptions {
  /**
   * The names of which the server's certificate must carry one, for example
   * `spiffe://cluster.local/ns/shop/sa/cart`. They replace those of a ServiceEntry.
   *
   * @default - for Istio's own certificates, the identities of the service; otherwise those of the
   * ServiceEntry, else the host of the request
   */
  readonly subjectAltNames?: string[];

  /**
   * The server name that the client asks for in the handshake.
   *
   * @default - for Istio's own certificates, the cluster; otherwise the host of the request
   */
  readonly sni?: string;
}

/** TLS in which the proxy shows no certificate. */
export interface SimpleClientTlsOptions extends ClientTlsOptions {
  /**
   * The file in the proxy with the CA certificates that the server is verified with.
   *
   * @default - the CA certificates of the proxy's operating system
   */
  readonly caCertificates?: string;

  /**
   * The file in the proxy with the revocation list that the server is verified with.
   *
   * @default - revocation is not verified
   */
  readonly caCrl?: string;

  /**
   * Whether any certificate of the server is accepted. It protects from nobody
   * who can answer in the server's place.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/** Mutual TLS with files in the proxy. */
export interface MutualClientTlsFromFilesOptions extends SimpleClientTlsOptions {
  /** The file in the proxy with the client's certificate. */
  readonly clientCertificate: string;

  /** The file in the proxy with the client's private key. */
  readonly privateKey: string;
}

/** TLS with CA certificates from a Secret. */
export interface SimpleClientTlsFromSecretOptions extends ClientTlsOptions {
  /**
   * The name of the Secret, in the namespace of the proxy that connects. The CA
   * certificates are in its `ca.crt` or `cacert`, or in a Secret `<name>-cacert`.
   */
  readonly credentialName: string;

  /**
   * Whether only gateways connect by this rule. Sidecars ignore a Secret, and send
   * plaintext, unless the rule has a workload selector; this states that none is concerned.
   *
   * @default false - the DestinationRule must have a workload selector
   */
  readonly gatewaysOnly?: boolean;
}

/** Mutual TLS with a certificate from a Secret. */
export interface MutualClientTlsFromSecretOptions extends SimpleClientTlsFromSecretOptions {
  /**
   * Whether any certificate of the server is accepted. It protects from nobody
   * who can answer in the server's place.
   *
   * @default false
   */
  readonly insecureSkipVerify?: boolean;
}

/**
 * How the clients of a host connect to it: what a DestinationRule says under `tls`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#ClientTLSSettings
 */
export class ClientTls {
  /** Plaintext, even where automatic mutual TLS would have been used. */
  public static disable(): ClientTls {
    return new ClientTls(ClientTlsMode.DISABLE);
  }

  /**
   * Mutual TLS with the certificates that Istio issues. There is no plaintext
   * fallback: servers without a proxy cannot be reached any more.
   *
   * @throws if a value is empty
   */
  public static istioMutual(options: ClientTlsOptions = {}): ClientTls {
    return new ClientTls(ClientTlsMode.ISTIO_MUTUAL, checked('ClientTls.istioMutual', options));
  }

  /**
   * TLS in which only the server shows a certificate. It is no mutual TLS.
   *
   * @throws if a value is empty, or verification is both described and skipped
   */
  public static simple(options: SimpleClientTlsOptions = {}): ClientTls {
    return new ClientTls(ClientTlsMode.SIMPLE, checked('ClientTls.simple', options));
  }

  /**
   * TLS in which only the server shows a certificate, verified with CA certificates
   * from a Secret. It is no mutual TLS.
   *
   * @throws if a value is empty, or the name is not that of a Secret
   */
  public static simpleFromSecret(options: SimpleClientTlsFromSecretOptions): ClientTls {
    return ClientTls.fromSecret(ClientTlsMode.SIMPLE, 'ClientTls.simpleFromSecret', options);
  }

  /**
   * Mutual TLS with a certificate in files of the proxy.
   *
   * @throws if a value is empty, or verification is both described and skipped
   */
  public static mutualFromFiles(options: MutualClientTlsFromFilesOptions): ClientTls {
    return new ClientTls(ClientTlsMode.MUTUAL, checked('ClientTls.mutualFromFiles', options));
  }

  /**
   * Mutual TLS with a certificate from a Secret: `tls.crt`, `tls.key` and `ca.crt`,
   * or `cert`, `key` and `cacert`.
   *
   * @throws if a value is empty, the name is not that of a Secret, or verification is both described and skipped
   */
  public static mutualFromSecret(options: MutualClientTlsFromSecretOptions): ClientTls {
    return ClientTls.fromSecret(ClientTlsMode.MUTUAL, 'ClientTls.mutualFromSecret', options);
  }

  private static fromSecret(mode: ClientTlsMode, call: string, options: MutualClientTlsFromSecretOptions): ClientTls {
    const { gatewaysOnly, ...settings } = options;
    const problem = dnsSubdomainProblem(settings.credentialName);
    if (problem) {
      throw usageError(undefined, `${call}(${settings.credentialName})`, problem, 'Write the name of a Secret in the namespace of the proxy, for example "partner-client".');
    }
    return new ClientTls(mode, checked(call, settings), gatewaysOnly);
  }

  private constructor(
    /** How the clients connect. */
    public readonly mode: ClientTlsMode,
    private readonly settings: ClientTlsSettings = {},
    private readonly gatewaysOnly: boolean = false,
  ) { }

  /**
   * The Secret that sidecars ignore unless the DestinationRule has a workload
   * selector; undefined if no sidecar is concerned.
   *
   * @see https://github.com/istio/istio/blob/master/pilot/pkg/networking/core/cluster_tls.go
   * @internal
   */
  public get _secretOfSidecars(): string | undefined {
    return this.gatewaysOnly ? undefined : this.settings.credentialName;
  }

  /** @internal */
  public _toSettings(): ClientTlsSettings {
    return { mode: `${this.mode}`, ...this.settings };
  }
}

/** A copy of the settings that Istio takes as they are. */
function checked(call: string, settings: ClientTlsSettings): ClientTlsSettings {
  for (const [field, value] of Object.entries(settings)) {
    checkText(undefined, `${call}.${field}`, value);
  }
  checkValues(undefined, `${call}.subjectAltNames`, settings.subjectAltNames);
  if (settings.insecureSkipVerify) {
    const described = (['caCertificates', 'caCrl', 'subjectAltNames'] as const).find(field => settings[field] !== undefined);
    if (described) {
      throw usageError(undefined, `${call}.insecureSkipVerify(true)`, `nothing is verified, so "${described}" would be ignored`, `Leave out "insecureSkipVerify" to verify the server, or "${described}" to accept any server.`);
    }
  }
  return { ...settings, subjectAltNames: settings.subjectAltNames && [...settings.subjectAltNames] };
}
