import { Construct } from 'constructs';
import { requireCaName } from './ca-name';
import { Certificate } from './certmanager/certificate';
import { ClusterIssuer, Issuer } from './certmanager/issuer';
import { ICertificateIssuer } from './certmanager/issuer-reference';
import { IssuerType } from './certmanager/issuer-type';
import { EcdsaCurve, PrivateKey, RotationPolicy } from './certmanager/private-key';
import { Renewal } from './certmanager/renewal';
import { DistinguishedName } from './certmanager/subject';
import type { Generations } from './generations';
import type { IntermediateCompromise } from './intermediate-compromise';
import type { IntermediateRotation } from './intermediate-rotation';
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
   * @default - `<chain>-<name>`, and `<chain>-<name>-<generation>` for other generations than the first
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

  /**
   * Which generation of its key signs, and how far its replacement by the next
   * one has come. Not possible together with `secretName`: each generation has a
   * Secret of its own.
   *
   * @default - the first one signs; cert-manager renews it, with a new key each time
   */
  readonly rotation?: IntermediateRotation;

  /**
   * That somebody else may have its key, in place of `rotation`. Nothing is issued
   * for some seconds, and everything under it is to be issued again.
   *
   * @default - its key is its own
   */
  readonly compromise?: IntermediateCompromise;
}

interface IntermediateCaProps extends IntermediateCaOptions {
  readonly chain: IssuerChain;
  readonly name: string;
  readonly generations: Generations;
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

  /** The Certificate of the intermediate; that of the generation that signs, if there are several. */
  public readonly certificate: Certificate;

  /** The name of the issuer, which no replacement of the key changes. */
  private readonly objectName: string;
  /** The Secrets that the issuer may sign with. */
  private readonly readySecrets: string[];
  private issuer?: Issuer | ClusterIssuer;

  private constructor(scope: Construct, id: string, props: IntermediateCaProps) {
    super(scope, id);
    const { chain, generations } = props;
    this.chain = chain;
    this.objectName = `${chain._name}-${props.name}`;
    const namespace = props.namespace ?? chain.keyNamespace;
    this.requireNames(props, namespace);
    const certificates = new Map(generations.certified.map(generation => [generation, this.addCertificate(generation, namespace, props)]));
    this.certificate = certificates.get(generations.signing)!;
    this.readySecrets = generations.ready.map(generation => certificates.get(generation)!.secretName);
    if (generations.retired !== undefined) {
      const name = generations.nameOf(generations.retired);
      chain._protection.protect(this, { namespace, name, secretName: name });
    }
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
    this.readySecrets.forEach(secretName => this.chain._protection.allowKey(this.issuer!, namespace, secretName));
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

  private addCertificate(generation: string, namespace: string, props: IntermediateCaProps): Certificate {
    const { generations, issuer, readyIssuers, secretName, confinedToTrustDomain } = props;
    const { lifetime, renewBefore } = this.chain._rotation.intermediate;
    const name = generations.nameOf(generation);
    const uriDomains = this.chain._acceptedTrustDomains.map(domain => domain.name);
    const id = name === this.objectName ? 'certificate' : `certificate-${generation}`;
    const certificate = new Certificate(this, id, {
      metadata: { name, namespace, annotations: generations.annotationsOf(generation, lifetime) },
      issuer: issuer.issuerFor(namespace),
      secretName: secretName ?? name,
      isCa: true,
      subject: DistinguishedName.commonName(name),
      duration: lifetime,
      renewal: generations.isRenewed(generation) ? Renewal.before(renewBefore) : Renewal.disabled(),
      privateKey: PrivateKey.ecdsa(EcdsaCurve.P256, { rotationPolicy: RotationPolicy.ALWAYS }),
      nameConstraints: confinedToTrustDomain ? { permitted: { uriDomains } } : undefined,
    });
    this.chain._protection.protect(this, certificate);
    readyIssuers.forEach(root => this.chain._protection.allowCertificate(root.issuerFor(namespace), certificate));
    return certificate;
  }

  private requireNames({ name, secretName, generations }: IntermediateCaProps, namespace: string): void {
    const call = `addIntermediate("${name}")`;
    generations.names.forEach(each => requireCaName(this, call, each, 'intermediate'));
    const problem = dnsLabelProblem(namespace);
    if (problem) {
      throw usageError(this, call, `namespace "${namespace}" ${problem}`, 'Write the name of a namespace.');
    }
    const secretProblem = secretName === undefined ? undefined : dnsSubdomainProblem(secretName);
    if (secretProblem) {
      throw usageError(this, call, `secretName "${secretName}" ${secretProblem}`, 'Write the name of a Secret.');
    }
    if (secretName !== undefined && generations.areNamed) {
      throw usageError(this, call, `the Secret is called "${secretName}" for whoever reads it, so that two generations cannot be beside each other`,
        `Have cert-manager issue it again with a new key at once: cmctl renew ${this.objectName} --namespace ${namespace}. What the key before has signed stays valid, since it carries that one's certificate. Otherwise leave secretName out.`);
    }
  }
}
