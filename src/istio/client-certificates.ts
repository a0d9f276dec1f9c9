import { pemCertificatesProblem } from '../core/pem';
import { usageError } from '../core/usage-error';

/** Which client certificates are accepted. */
export interface ClientCertificatesOptions {
  /**
   * The roots that client certificates must chain to, in PEM form.
   *
   * @default - those in `ca.crt` of the gateway's own Secret, or in the Secret `<credentialName>-cacert` if there is one
   */
  readonly roots?: string;

  /**
   * The names of which a client certificate must carry one.
   *
   * @default - any name
   */
  readonly subjectAltNames?: string[];
}

/** Whether callers from outside must show a certificate of their own. */
export class ClientCertificates {
  /** None is asked for. */
  public static none(): ClientCertificates {
    return new ClientCertificates('none', {});
  }

  /** A caller without a certificate is let in; with one, it must be valid. */
  public static optional(options: ClientCertificatesOptions = {}): ClientCertificates {
    return new ClientCertificates('optional', options);
  }

  /** A caller without a valid certificate is refused: mutual TLS at the gateway. */
  public static required(options: ClientCertificatesOptions = {}): ClientCertificates {
    return new ClientCertificates('required', options);
  }

  /** @internal */
  public readonly _roots?: string;
  /** @internal */
  public readonly _subjectAltNames?: string[];

  private constructor(
    /** @internal */
    public readonly _demand: 'none' | 'optional' | 'required',
    options: ClientCertificatesOptions,
  ) {
    const problem = options.roots === undefined ? undefined : pemCertificatesProblem(options.roots);
    if (problem) {
      throw usageError(undefined, `ClientCertificates.${_demand}({ roots })`, `the text ${problem}`, 'Give the certificates alone, each between "-----BEGIN CERTIFICATE-----" and "-----END CERTIFICATE-----".');
    }
    this._roots = options.roots;
    this._subjectAltNames = options.subjectAltNames && [...options.subjectAltNames];
  }
}
