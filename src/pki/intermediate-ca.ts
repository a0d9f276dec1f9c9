import { Construct } from 'constructs';
import { requireCaName } from './ca-name';
import { Certificate } from './certmanager/certificate';
import { ClusterIssuer, Issuer } from './certmanager/issuer';
import { ICertificateIssuer } from './certmanager/issuer-reference';
import { IssuerType } from './certmanager/issuer-type';
import { EcdsaCurve, PrivateKey, RotationPolicy } from './certmanager/private-key';
import { Renewal } from './certmanager/renewal';
import { DistinguishedName } from './certmanager/subject';
import type { IssuerChain } from './issuer-chain';
import type { RootTier } from './root-tier';
import { parseServiceAccount } from './service-account';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';

/** An intermediate CA. */
export interface IntermediateCaOptions {
  /**
   * The namespace of its key.
   *
   * @default - the key namespace of the chain
   */
  readonly namespace?: string;

  /**
   * The Secret of its key and certificate.
   *
   * @default - `<chain>-<name>`
   */
  readonly secretName?: string;

  /**
   * Whether what it signs may carry identities of the chain's trust domain alone
   * (a critical name constraint on URIs). Every peer that verifies must
   * understand name constraints.
   *
   * @default false
   */
  readonly confinedToTrustDomain?: boolean;
}

interface IntermediateCaProps extends IntermediateCaOptions {
  readonly chain: IssuerChain;
  readonly name: string;
  readonly objectName: string;
  /** The root that signs it. */
  readonly issuer: RootTier;
  /** The roots that could sign it, that one included. */
  readonly readyIssuers: readonly RootTier[];
}

/**
 * An intermediate CA: it signs the certificates of workloads, and is renewed with
 * a new key while the certificates that it signed carry the one before.
 */
export class IntermediateCa extends Construct {
  /** @internal */
  public static _create(scope: Construct, id: string, props: IntermediateCaProps): IntermediateCa {
    return new IntermediateCa(scope, id, props);
  }

  /** The chain that the intermediate belongs to. */
  public readonly chain: IssuerChain;

  /** The Certificate of the intermediate. */
  public readonly certificate: Certificate;

  private readonly objectName: string;
  private issuer?: Issuer | ClusterIssuer;

  private constructor(scope: Construct, id: string, props: IntermediateCaProps) {
    super(scope, id);
    this.chain = props.chain;
    this.objectName = props.objectName;
    const namespace = props.namespace ?? this.chain.keyNamespace;
    const secretName = props.secretName ?? this.objectName;
    this.requireNames(props.name, namespace, secretName);

    const { lifetime, renewBefore } = this.chain._rotation.intermediate;
    const issuer = props.issuer.issuerFor(namespace);
    this.certificate = new Certificate(this, 'certificate', {
      metadata: { name: this.objectName, namespace },
      issuer,
      secretName,
      isCa: true,
      subject: DistinguishedName.commonName(this.objectName),
      duration: lifetime,
      renewal: Renewal.before(renewBefore),
      privateKey: PrivateKey.ecdsa(EcdsaCurve.P256, { rotationPolicy: RotationPolicy.ALWAYS }),
      nameConstraints: props.confinedToTrustDomain ? { permitted: { uriDomains: [this.chain.trustDomain.name] } } : undefined,
    });
    this.chain._protection.protect(this, this.certificate);
    props.readyIssuers.forEach(root => this.chain._protection.allowCertificate(root.issuerFor(namespace), this.certificate));
  }

  /** The Secret of the intermediate's key and certificate. */
  public get secretName(): string {
    return this.certificate.secretName;
  }

  /**
   * The issuer for certificates in a namespace. Where the chain protects its
   * keys, only namespaces for which an issuer was asked can use it.
   *
   * @param namespace the namespace of the certificates
   * @throws if that is no namespace, or the intermediate's key is outside the key namespace and the certificates in another one
   */
  public issuerFor(namespace: string): ICertificateIssuer {
    const problem = dnsLabelProblem(namespace);
    if (problem) {
      throw usageError(this, `issuerFor("${namespace}")`, `the namespace ${problem}`, 'Write the name of a namespace.');
    }
    const keyIn = this.certificate.namespace;
    if (keyIn === this.chain.keyNamespace) {
      this.issuer ??= new ClusterIssuer(this, 'issuer', { metadata: { name: this.objectName }, type: this.signing });
    } else if (keyIn === namespace) {
      this.issuer ??= new Issuer(this, 'issuer', { metadata: { name: this.objectName, namespace }, type: this.signing });
    } else {
      throw usageError(this, `issuerFor("${namespace}")`, `the key of this intermediate is in namespace "${keyIn}", where only certificates of that namespace can use it`, `Leave its namespace out, so that its key is in "${this.chain.keyNamespace}".`);
    }
    this.chain._protection.allowNamespace(this.issuer, namespace);
    return this.issuer;
  }

  /**
   * Lets a program request certificates of workloads by itself, without a
   * Certificate: a CSI driver, for example.
   *
   * @param serviceAccount of the program, as `<namespace>/<name>`
   * @param namespace the namespace of its requests
   * @throws if that is not a service account, or the intermediate cannot sign there
   */
  public allowRequester(serviceAccount: string, namespace: string): void {
    this.chain._protection.allowRequester(this.issuerFor(namespace), parseServiceAccount(this, serviceAccount), namespace);
  }

  private get signing(): IssuerType {
    return IssuerType.ca({ secretName: this.secretName });
  }

  private requireNames(name: string, namespace: string, secretName: string): void {
    const call = `addIntermediate("${name}")`;
    requireCaName(this, call, this.objectName, 'intermediate');
    const problem = dnsLabelProblem(namespace);
    if (problem) {
      throw usageError(this, call, `namespace "${namespace}" ${problem}`, 'Write the name of a namespace.');
    }
    const secretProblem = dnsSubdomainProblem(secretName);
    if (secretProblem) {
      throw usageError(this, call, `secretName "${secretName}" ${secretProblem}`, 'Write the name of a Secret.');
    }
  }
}
