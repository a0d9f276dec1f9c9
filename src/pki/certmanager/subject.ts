import { copy, requireText } from './_arguments';
import type { CertificateSpec } from '../../imports/cert-manager';

/** The attributes of a distinguished name. */
export interface DistinguishedNameAttributes {
  /**
   * The common name (CN), at most 64 bytes. TLS ignores it wherever there are
   * alternative names.
   *
   * @default - none
   */
  readonly commonName?: string;

  /**
   * Organizations (O).
   *
   * @default - none
   */
  readonly organizations?: string[];

  /**
   * Organizational units (OU).
   *
   * @default - none
   */
  readonly organizationalUnits?: string[];

  /**
   * Countries (C), as two letters each.
   *
   * @default - none
   */
  readonly countries?: string[];

  /**
   * States or provinces (ST).
   *
   * @default - none
   */
  readonly provinces?: string[];

  /**
   * Localities (L).
   *
   * @default - none
   */
  readonly localities?: string[];

  /**
   * Street addresses.
   *
   * @default - none
   */
  readonly streetAddresses?: string[];

  /**
   * Postal codes.
   *
   * @default - none
   */
  readonly postalCodes?: string[];

  /**
   * The serial number of the subject, not of the certificate.
   *
   * @default - none
   */
  readonly serialNumber?: string;
}

/** A distinguished name: the subject of a certificate. */
export class DistinguishedName {
  /**
   * A common name and nothing else.
   *
   * @throws if it is empty
   */
  public static commonName(name: string): DistinguishedName {
    return DistinguishedName.of({ commonName: name });
  }

  /**
   * Attributes, in cert-manager's order.
   *
   * @throws if the common name or serial number is empty
   */
  public static of(attributes: DistinguishedNameAttributes): DistinguishedName {
    const { commonName, ...rest } = attributes;
    requireText(undefined, 'DistinguishedName.of()', 'commonName', commonName);
    requireText(undefined, 'DistinguishedName.of()', 'serialNumber', rest.serialNumber);
    const subject = {
      organizations: copy(rest.organizations),
      organizationalUnits: copy(rest.organizationalUnits),
      countries: copy(rest.countries),
      provinces: copy(rest.provinces),
      localities: copy(rest.localities),
      streetAddresses: copy(rest.streetAddresses),
      postalCodes: copy(rest.postalCodes),
      serialNumber: rest.serialNumber,
    };
    const any = Object.values(subject).some(value => value !== undefined);
    return new DistinguishedName({ commonName, subject: any ? subject : undefined });
  }

  /**
   * A distinguished name in the string form of RFC 4514, for example
   * `CN=web,OU=shop,O=Example`, where the order of attributes matters.
   *
   * @throws if it is empty
   * @see https://www.rfc-editor.org/rfc/rfc4514
   */
  public static literal(distinguishedName: string): DistinguishedName {
    requireText(undefined, 'DistinguishedName.literal()', 'the distinguished name', distinguishedName);
    return new DistinguishedName({ literalSubject: distinguishedName });
  }

  private constructor(
    /** @internal */
    public readonly _spec: Pick<CertificateSpec, 'commonName' | 'subject' | 'literalSubject'>,
  ) { }
}
