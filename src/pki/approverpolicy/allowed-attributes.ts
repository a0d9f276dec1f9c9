import { AllowedValue, AllowedValues } from './allowed-values';
import { KeyUsage } from '../certmanager/key-usage';

/** Allowed values of an attribute that is known by its object identifier. */
export interface AllowedOid {
  /** The object identifier in dotted form, for example `1.3.6.1.4.1.311.20.2.3`. */
  readonly oid: string;
  /** The allowed values. */
  readonly allowed: AllowedValues;
}

/** The attributes of a subject that may be requested. What is left out is denied. */
export interface AllowedSubject {
  /**
   * Organizations (O).
   *
   * @default - denied
   */
  readonly organizations?: AllowedValues;

  /**
   * Organizational units (OU).
   *
   * @default - denied
   */
  readonly organizationalUnits?: AllowedValues;

  /**
   * Countries (C), as two letters each.
   *
   * @default - denied
   */
  readonly countries?: AllowedValues;

  /**
   * States or provinces (ST).
   *
   * @default - denied
   */
  readonly provinces?: AllowedValues;

  /**
   * Localities (L).
   *
   * @default - denied
   */
  readonly localities?: AllowedValues;

  /**
   * Street addresses.
   *
   * @default - denied
   */
  readonly streetAddresses?: AllowedValues;

  /**
   * Postal codes.
   *
   * @default - denied
   */
  readonly postalCodes?: AllowedValues;

  /**
   * The serial number of the subject.
   *
   * @default - denied
   */
  readonly serialNumber?: AllowedValue;

  /**
   * Attributes without a name here.
   *
   * @default - denied
   */
  readonly otherAttributes?: AllowedOid[];
}

/**
 * What may be requested. A request may ask for less and never for more: **what is
 * left out here is denied**.
 */
export interface AllowedAttributes {
  /**
   * The common name.
   *
   * @default - denied
   */
  readonly commonName?: AllowedValue;

  /**
   * DNS names.
   *
   * @default - denied
   */
  readonly dnsNames?: AllowedValues;

  /**
   * IP addresses.
   *
   * @default - denied
   */
  readonly ipAddresses?: AllowedValues;

  /**
   * URIs, SPIFFE IDs among them.
   *
   * @default - denied
   */
  readonly uris?: AllowedValues;

  /**
   * E-mail addresses.
   *
   * @default - denied
   */
  readonly emailAddresses?: AllowedValues;

  /**
   * Names of other types.
   *
   * @default - denied
   */
  readonly otherNames?: AllowedOid[];

  /**
   * Attributes of the subject besides the common name.
   *
   * @default - denied
   */
  readonly subject?: AllowedSubject;

  /**
   * Whether the certificate may be that of a certificate authority.
   *
   * @default false
   */
  readonly isCa?: boolean;

  /**
   * What the key may be used for.
   *
   * @default - no usage at all: requests with usages are denied
   */
  readonly usages?: KeyUsage[];
}
