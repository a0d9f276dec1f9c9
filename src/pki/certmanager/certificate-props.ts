import { ApiObjectMetadata, Duration } from 'cdk8s';
import { Keystores, OutputFormat, SecretTemplate } from './certificate-output';
import { ICertificateIssuer } from './issuer-reference';
import { KeyUsage } from './key-usage';
import { NameConstraints } from './name-constraints';
import { PrivateKey } from './private-key';
import { Renewal } from './renewal';
import { DistinguishedName } from './subject';

/** An alternative name of a type of one's own. */
export interface OtherName {
  /** The object identifier of the type, for example `1.3.6.1.4.1.311.20.2.3`. */
  readonly oid: string;
  /** The name. */
  readonly utf8Value: string;
}

/** Properties of a `Certificate`. */
export interface CertificateProps {
  /**
   * Metadata of the object.
   *
   * @default - a name from the path of the construct, in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /** Who signs the certificate. */
  readonly issuer: ICertificateIssuer;

  /**
   * The Secret, in the namespace of the certificate, into which key and
   * certificate are written. No two certificates may share one.
   *
   * @default - the name of the certificate
   */
  readonly secretName?: string;

  /**
   * Labels and annotations of that Secret.
   *
   * @default - none
   */
  readonly secretTemplate?: SecretTemplate;

  /**
   * The subject. A CA needs one.
   *
   * @default - empty
   */
  readonly subject?: DistinguishedName;

  /**
   * DNS names.
   *
   * @default - none
   */
  readonly dnsNames?: string[];

  /**
   * URIs, for example a SPIFFE ID.
   *
   * @default - none
   */
  readonly uris?: string[];

  /**
   * IP addresses.
   *
   * @default - none
   */
  readonly ipAddresses?: string[];

  /**
   * E-mail addresses.
   *
   * @default - none
   */
  readonly emailAddresses?: string[];

  /**
   * Names of other types.
   *
   * @default - none
   */
  readonly otherNames?: OtherName[];

  /**
   * The lifetime that is asked for. The issuer may give a shorter one.
   *
   * @default - 90 days
   */
  readonly duration?: Duration;

  /**
   * When the certificate is renewed.
   *
   * @default Renewal.lastThird()
   */
  readonly renewal?: Renewal;

  /**
   * Whether the certificate is that of a certificate authority.
   *
   * @default false
   */
  readonly isCa?: boolean;

  /**
   * The names to which a certificate authority is confined.
   *
   * @default - none
   */
  readonly nameConstraints?: NameConstraints;

  /**
   * The private key.
   *
   * @default PrivateKey.ecdsa(EcdsaCurve.P256)
   */
  readonly privateKey?: PrivateKey;

  /**
   * What the key may be used for.
   *
   * @default - digital signature, server auth and client auth, with RSA also key
   * encipherment; for a certificate authority cert sign and crl sign
   */
  readonly usages?: KeyUsage[];

  /**
   * Whether the usages are written into the certificate signing request too. Set it
   * to false for issuers that refuse such requests.
   *
   * @default - cert-manager's default, true
   */
  readonly encodeUsagesInRequest?: boolean;

  /**
   * Keystores in the Secret, beside the PEM files.
   *
   * @default - none
   */
  readonly keystores?: Keystores;

  /**
   * Further forms of key and certificate in the Secret.
   *
   * @default - none
   */
  readonly additionalOutputFormats?: OutputFormat[];

  /**
   * How many CertificateRequests of the past are kept.
   *
   * @default - cert-manager's default, 1
   */
  readonly revisionHistoryLimit?: number;
}
