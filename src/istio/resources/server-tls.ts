import { checkDistinct, checkText, checkValues } from './_values';
import { CipherSuite, TlsProtocolVersion } from './tls-parameters';
import { dnsSubdomainProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import type { GatewaySpec } from '../../imports/istio';

type ServerTlsSettings = NonNullable<NonNullable<GatewaySpec['servers']>[number]['tls']>;

/** What the TLS of a server allows. */
export interface ServerTlsOptions {
  /**
   * The lowest version of TLS.
   *
   * @default - TLS 1.2, unless the mesh has another default
   */
  readonly minProtocolVersion?: TlsProtocolVersion;

  /**
   * The highest version of TLS.
   *
   * @default - TLS 1.3
   */
  readonly maxProtocolVersion?: TlsProtocolVersion;

  /**
   * The cipher suites, of TLS 1.2 and below.
   *
   * @default - those of the proxy
   */
  readonly cipherSuites?: CipherSuite[];
}

/** TLS with a certificate from Secrets. */
export interface SimpleServerTlsFromSecretOptions extends ServerTlsOptions {
  /**
   * The names of one Secret or two, in the namespace of the gateway's pods. Two of
   * them hold certificates with different kinds of keys, RSA and ECDSA.
   */
  readonly credentialNames: string[];
}

/** TLS with files in the gateway's pods. */
export interface SimpleServerTlsFromFilesOptions extends ServerTlsOptions {
  /** The file with the server's certificate. */
  readonly serverCertificate: string;

  /** The file with the server's private key. */
  readonly privateKey: string;
}

/** Mutual TLS with certificates from Secrets. */
export interface MutualServerTlsFromSecretOptions extends ServerTlsOptions {
  /**
   * The name of the Secret, in the namespace of the gateway's pods, with the server's
   * certificate. The CA certificates that clients are verified with are in the Secret
   * `<name>-cacert`, else in its own `ca.crt`.
   */
  readonly credentialName: string;

  /**
   * The name of another Secret with the CA certificates that clients are verified with.
   *
   * @default - as `credentialName` says
   */
  readonly caCertCredentialName?: string;

  /**
   * The names of which the client's certificate must carry one.
   *
   * @default - any name
   */
  readonly subjectAltNames?: string[];

  /**
   * The client certificates that are accepted, by the base64 SHA-256 hashes of their public keys.
   *
   * @default - every certificate that the CA certificates verify
   */
  readonly verifyCertificateSpki?: string[];

  /**
   * The client certificates that are accepted, by their hexadecimal SHA-256 hashes, with or without colons.
   *
   * @default - every certificate that the CA certificates verify
   */
  readonly verifyCertificateHash?: string[];
}

/** Mutual TLS with files in the gateway's pods. */
export interface MutualServerTlsFromFilesOptions extends SimpleServerTlsFromFilesOptions {
  /** The file with the CA certificates that clients are verified with. */
  readonly caCertificates: string;

  /**
   * The file with the revocation list that clients are verified with.
   *
   * @default - revocation is not verified
   */
  readonly caCrl?: string;

  /**
   * The names of which the client's certificate must carry one.
   *
   * @default - any name
   */
  readonly subjectAltNames?: string[];
}

/** Mutual TLS with the gateway's own identity. */
export interface IstioMutualServerTlsOptions {
  /**
   * The identities of which the client must have one, for example `spiffe://cluster.local/ns/shop/sa/web`.
   *
   * @default - any identity of the mesh
   */
  readonly subjectAltNames?: string[];
}

/**
 * How a server of a Gateway secures its connections: what it says under `tls`.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/gateway/#ServerTLSSettings
 */
export class ServerTls {
  /**
   * TLS that the gateway ends. Clients show no certificate: it is no mutual TLS.
   *
   * @throws if there are not one or two names of Secrets, or versions and cipher suites do not fit together
   */
  public static simpleFromSecret(options: SimpleServerTlsFromSecretOptions): ServerTls {
    const { credentialNames, ...settings } = options;
    const field = 'ServerTls.simpleFromSecret.credentialNames';
    checkValues(undefined, field, credentialNames);
    checkDistinct(undefined, field, credentialNames);
    credentialNames.forEach(name => checkSecretName(field, name));
    if (credentialNames.length > 2) {
      throw usageError(undefined, `${field}(${credentialNames.join(', ')})`, 'at most two are allowed', 'Name one Secret with an RSA key and one with an ECDSA key.');
    }
    // The older field for one name, so that every version of Istio understands it.
    const names = credentialNames.length === 1 ? { credentialName: credentialNames[0] } : { credentialNames: [...credentialNames] };
    return ServerTls.terminating('simpleFromSecret', { mode: 'SIMPLE', ...settings, ...names });
  }

  /**
   * TLS that the gateway ends. Clients show no certificate: it is no mutual TLS.
   *
   * @throws if a value is empty, or versions and cipher suites do not fit together
   */
  public static simpleFromFiles(options: SimpleServerTlsFromFilesOptions): ServerTls {
    return ServerTls.terminating('simpleFromFiles', { mode: 'SIMPLE', ...options });
  }

  /**
   * Mutual TLS that the gateway ends: every client shows a certificate.
   *
   * @throws if a name is not that of a Secret, a hash is none, or versions and cipher suites do not fit together
   */
  public static mutualFromSecret(options: MutualServerTlsFromSecretOptions): ServerTls {
    return ServerTls.terminating('mutualFromSecret', { mode: 'MUTUAL', ...options });
  }

  /**
   * Mutual TLS that the gateway ends: every client shows a certificate.
   *
   * @throws if a value is empty, or versions and cipher suites do not fit together
   */
  public static mutualFromFiles(options: MutualServerTlsFromFilesOptions): ServerTls {
    return ServerTls.terminating('mutualFromFiles', { mode: 'MUTUAL', ...options });
  }

  /**
   * TLS that the gateway ends: a client may show a certificate, and only then is it
   * verified. Whoever shows none gets in.
   *
   * @throws if a name is not that of a Secret, a hash is none, or versions and cipher suites do not fit together
   */
  public static optionalMutualFromSecret(options: MutualServerTlsFromSecretOptions): ServerTls {
    return ServerTls.terminating('optionalMutualFromSecret', { mode: 'OPTIONAL_MUTUAL', ...options });
  }

  /**
   * TLS that the gateway ends: a client may show a certificate, and only then is it
   * verified. Whoever shows none gets in.
   *
   * @throws if a value is empty, or versions and cipher suites do not fit together
   */
  public static optionalMutualFromFiles(options: MutualServerTlsFromFilesOptions): ServerTls {
    return ServerTls.terminating('optionalMutualFromFiles', { mode: 'OPTIONAL_MUTUAL', ...options });
  }

  /**
   * Mutual TLS between workloads of the mesh, with the certificate that Istio issued to the gateway.
   *
   * @throws if a value is empty
   */
  public static istioMutual(options: IstioMutualServerTlsOptions = {}): ServerTls {
    return ServerTls.terminating('istioMutual', { mode: 'ISTIO_MUTUAL', ...options });
  }

  /** TLS that the gateway passes on, by server name and the routes of a VirtualService. */
  public static passthrough(): ServerTls {
    return new ServerTls({ mode: 'PASSTHROUGH' });
  }

  /** TLS that the gateway passes on to the service that the server name encodes: between the networks of one mesh. */
  public static autoPassthrough(): ServerTls {
    return new ServerTls({ mode: 'AUTO_PASSTHROUGH' });
  }

  private static terminating(method: string, settings: ServerTlsSettings): ServerTls {
    const call = `ServerTls.${method}`;
    for (const [field, value] of Object.entries(settings)) {
      checkText(undefined, `${call}.${field}`, value);
      if (Array.isArray(value)) {
        checkValues(undefined, `${call}.${field}`, value);
      }
    }
    checkSecretName(`${call}.credentialName`, settings.credentialName);
    checkSecretName(`${call}.caCertCredentialName`, settings.caCertCredentialName);
    checkHashes(`${call}.verifyCertificateSpki`, settings.verifyCertificateSpki, /^[A-Za-z0-9+/]{43}=$/, 'base64');
    checkHashes(`${call}.verifyCertificateHash`, settings.verifyCertificateHash, /^([0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){31})$/i, 'hexadecimal');
    checkParameters(call, settings);
    return new ServerTls(structuredClone(settings));
  }

  private constructor(private readonly settings: ServerTlsSettings) { }

  /** @internal */
  public _toSettings(): ServerTlsSettings {
    return this.settings;
  }
}

function checkSecretName(field: string, name: string | undefined): void {
  const problem = name === undefined ? undefined : dnsSubdomainProblem(name);
  if (problem) {
    throw usageError(undefined, `${field}(${name})`, problem, 'Write the name of a Secret in the namespace of the gateway, for example "shop-tls".');
  }
}

function checkHashes(field: string, hashes: string[] | undefined, form: RegExp, encoding: string): void {
  const bad = hashes?.find(hash => !form.test(hash));
  if (bad !== undefined) {
    throw usageError(undefined, `${field}(${bad})`, `it is not the ${encoding} form of a SHA-256 hash`, 'Write the 32 bytes of the hash in that form.');
  }
}

function checkParameters(call: string, { minProtocolVersion, maxProtocolVersion, cipherSuites }: ServerTlsSettings): void {
  checkDistinct(undefined, `${call}.cipherSuites`, cipherSuites ?? []);
  if (minProtocolVersion && maxProtocolVersion && minProtocolVersion > maxProtocolVersion) {
    throw usageError(undefined, `${call}.minProtocolVersion(${minProtocolVersion})`, `it is above maxProtocolVersion ${maxProtocolVersion}`, 'Raise "maxProtocolVersion", or leave it out.');
  }
  if (minProtocolVersion && minProtocolVersion < TlsProtocolVersion.TLSV1_2 && !cipherSuites) {
    throw usageError(undefined, `${call}.minProtocolVersion(${minProtocolVersion})`, 'the cipher suites of the proxy have none for a version this old', 'Name "cipherSuites" that the clients know, or, better, require TLS 1.2.');
  }
}
