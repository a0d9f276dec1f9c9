import { Duration, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { copy, goDuration, requireDuration, requireText } from './_arguments';
import { keystoresSpec, nameConstraintsSpec, secretTemplateSpec } from './_certificate-spec';
import { defaultUsages } from './_default-usages';
import { CertificateProps, OtherName } from './certificate-props';
import { IssuerReference } from './issuer-reference';
import { KeyUsage } from './key-usage';
import { EcdsaCurve, PrivateKey } from './private-key';
import { Renewal } from './renewal';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { describeDuration } from '../../core/go-duration';
import { usageError } from '../../core/usage-error';
import { CERTIFICATE } from '../../imports/cert-manager';
import type { CertificateSpec } from '../../imports/cert-manager';

// What cert-manager asks for when nothing is said. It is written out, because some issuers have a
// default of their own (AWS Private CA: 30 days).
const DEFAULT_DURATION = Duration.days(90);

/**
 * Has a certificate issued, kept in a Secret and renewed.
 *
 * By default it suits a workload in a mesh: ECDSA P-256, a new key at each
 * renewal, for servers and clients.
 *
 * @see https://cert-manager.io/docs/reference/api-docs/#cert-manager.io/v1.Certificate
 */
export class Certificate extends NamespacedApiObject {
  /** The Secret into which key and certificate are written. */
  public readonly secretName: string;
  /** Whether this is the certificate of a certificate authority. */
  public readonly isCa: boolean;
  /** The lifetime that is asked for. */
  public readonly duration: Duration;
  /** When the certificate is renewed. */
  public readonly renewal: Renewal;
  /** The private key. */
  public readonly privateKey: PrivateKey;
  /** The issuer. */
  public readonly issuerReference: IssuerReference;

  private readonly _usages: KeyUsage[];
  private readonly _dnsNames: string[] = [];
  private readonly _uris: string[] = [];
  private readonly _ipAddresses: string[] = [];
  private readonly _emailAddresses: string[] = [];
  private readonly _otherNames: OtherName[] = [];
  /** The part of the spec that nothing changes later. */
  private readonly settled: SettledSpec;

  /**
   * @throws if a name is empty, a duration no whole number of seconds, the issuer in
   * another namespace, or the lifetime longer than the issuer gives
   */
  constructor(scope: Construct, id: string, props: CertificateProps) {
    super(scope, id, { ...CERTIFICATE, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });

    requireText(this, 'Certificate', 'secretName', props.secretName);
    requireDuration(this, 'Certificate', 'duration', props.duration);
    this.secretName = props.secretName ?? this.name;
    this.isCa = props.isCa ?? false;
    this.duration = props.duration ?? DEFAULT_DURATION;
    this.renewal = props.renewal ?? Renewal.lastThird();
    this.privateKey = props.privateKey ?? PrivateKey.ecdsa(EcdsaCurve.P256);
    this._usages = copy(props.usages) ?? defaultUsages(this.isCa, this.privateKey);
    this.issuerReference = props.issuer.toIssuerReference();
    this.checkIssuer();

    this.addDnsNames(...props.dnsNames ?? []);
    this.addUris(...props.uris ?? []);
    this.addIpAddresses(...props.ipAddresses ?? []);
    this.addEmailAddresses(...props.emailAddresses ?? []);
    this.addOtherNames(...props.otherNames ?? []);

    this.settled = {
      secretName: this.secretName,
      secretTemplate: props.secretTemplate && secretTemplateSpec(props.secretTemplate),
      issuerRef: { name: this.issuerReference.name, kind: this.issuerReference.kind, group: this.issuerReference.group },
      ...props.subject?._spec,
      duration: goDuration(this.duration),
      ...this.renewal._toSpec(),
      isCA: this.isCa || undefined,
      usages: this._usages.map(usage => `${usage}` as const),
      ...this.privateKey._toSpec(),
      nameConstraints: props.nameConstraints && nameConstraintsSpec(props.nameConstraints),
      encodeUsagesInRequest: props.encodeUsagesInRequest,
      keystores: props.keystores && keystoresSpec(props.keystores),
      additionalOutputFormats: props.additionalOutputFormats?.map(type => ({ type: `${type}` as const })),
      revisionHistoryLimit: props.revisionHistoryLimit,
    };
  }

  /** How long before its expiry the certificate is renewed, if it gets the lifetime that it asks for; undefined if never. */
  public get renewBefore(): Duration | undefined {
    return this.renewal.renewBefore(this.duration);
  }

  /** What the key may be used for. */
  public get usages(): KeyUsage[] {
    return [...this._usages];
  }

  /** The DNS names. */
  public get dnsNames(): string[] {
    return [...this._dnsNames];
  }

  /** The URIs. */
  public get uris(): string[] {
    return [...this._uris];
  }

  /** The IP addresses. */
  public get ipAddresses(): string[] {
    return [...this._ipAddresses];
  }

  /** The e-mail addresses. */
  public get emailAddresses(): string[] {
    return [...this._emailAddresses];
  }

  /** Adds DNS names. */
  public addDnsNames(...names: string[]): void {
    requireText(this, 'addDnsNames()', 'the name', ...names);
    this._dnsNames.push(...names);
  }

  /** Adds URIs. */
  public addUris(...uris: string[]): void {
    requireText(this, 'addUris()', 'the URI', ...uris);
    this._uris.push(...uris);
  }

  /** Adds IP addresses. */
  public addIpAddresses(...addresses: string[]): void {
    requireText(this, 'addIpAddresses()', 'the address', ...addresses);
    this._ipAddresses.push(...addresses);
  }

  /** Adds e-mail addresses. */
  public addEmailAddresses(...addresses: string[]): void {
    requireText(this, 'addEmailAddresses()', 'the address', ...addresses);
    this._emailAddresses.push(...addresses);
  }

  /** Adds names of other types. */
  public addOtherNames(...names: OtherName[]): void {
    requireText(this, 'addOtherNames()', 'the OID', ...names.map(name => name.oid));
    requireText(this, 'addOtherNames()', 'the name', ...names.map(name => name.utf8Value));
    this._otherNames.push(...names);
  }

  /** @internal */
  public _toSpec(): CertificateSpec {
    return {
      ...this.settled,
      dnsNames: unlessEmpty(this._dnsNames),
      uris: unlessEmpty(this._uris),
      ipAddresses: unlessEmpty(this._ipAddresses),
      emailAddresses: unlessEmpty(this._emailAddresses),
      otherNames: unlessEmpty(this._otherNames)?.map(({ oid, utf8Value }) => ({ oid, utf8Value })),
    };
  }

  private checkIssuer(): void {
    const { name, kind, namespace, limits } = this.issuerReference;
    if (namespace !== undefined && namespace !== this.namespace) {
      throw usageError(this, `Certificate({ issuer: ${kind} "${name}" })`, `the issuer is in namespace "${namespace}" and the certificate in "${this.namespace}", where the issuer cannot be used`,
        'Use a ClusterIssuer, or put both into one namespace.');
    }
    const longest = limits?.maxDuration?.toMilliseconds();
    if (longest !== undefined && this.duration.toMilliseconds() > longest) {
      throw usageError(this, 'Certificate', `duration of ${describeDuration(this.duration.toMilliseconds())}, but ${kind} "${name}" gives ${describeDuration(longest)} at most`,
        'Ask for no more, so that the renewal fits the lifetime that the certificate really has.');
    }
  }
}

type SettledSpec = Omit<CertificateSpec, 'dnsNames' | 'uris' | 'ipAddresses' | 'emailAddresses' | 'otherNames'>;

function unlessEmpty<T>(list: readonly T[]): T[] | undefined {
  return list.length > 0 ? [...list] : undefined;
}
