import { Construct } from 'constructs';
import { requireCaName } from './ca-name';
import { Certificate } from './certmanager/certificate';
import { ClusterIssuer, Issuer } from './certmanager/issuer';
import { ICertificateIssuer, IssuerScope } from './certmanager/issuer-reference';
import { IssuerType } from './certmanager/issuer-type';
import { EcdsaCurve, PrivateKey, RotationPolicy } from './certmanager/private-key';
import { Renewal } from './certmanager/renewal';
import { DistinguishedName } from './certmanager/subject';
import type { IssuerChain } from './issuer-chain';
import type { RootCa } from './root-ca';
import { BundleSource } from './trustmanager/bundle-source';
import { usageError } from '../core/usage-error';

export interface RootTierProps {
  readonly root: RootCa;
  readonly chain: IssuerChain;
  /** The name of the tier's objects. */
  readonly name: string;
}

/** The objects of one root, whatever kind of root it is. */
export class RootTier extends Construct {
  public readonly slot: string;
  /** What workloads are given to trust. */
  public readonly trusted: BundleSource;
  /** The certificate, where it is known before the root is deployed. */
  public readonly certificate?: string;

  private readonly chain: IssuerChain;
  private readonly name: string;
  /** How this root signs, or the issuer that something else keeps; undefined if it is trusted alone. */
  private readonly signing?: IssuerType | ICertificateIssuer;
  private issuer?: Issuer;
  private clusterIssuer?: ClusterIssuer;

  constructor(scope: Construct, id: string, { root, chain, name }: RootTierProps) {
    super(scope, id);
    this.slot = root.slot;
    this.chain = chain;
    this.name = name;
    const source = root._source;
    this.certificate = 'certificate' in source ? source.certificate : undefined;
    switch (source.kind) {
      case 'self-signed':
        this.addSelfSigned();
        this.signing = IssuerType.ca({ secretName: name });
        this.trusted = BundleSource.secret(name, 'tls.crt');
        break;
      case 'secret':
        // Something else writes this Secret, so that writing it stays allowed.
        chain._protection.protectFromPods(this, source.secretName, chain.keyNamespace);
        this.signing = IssuerType.ca({ secretName: source.secretName });
        this.trusted = source.certificate === undefined ? BundleSource.secret(source.secretName, 'tls.crt') : BundleSource.inLine(source.certificate);
        break;
      case 'vault':
        this.signing = IssuerType.vault(source.vault);
        this.trusted = BundleSource.inLine(source.certificate);
        break;
      case 'external':
        this.signing = source.issuer;
        this.trusted = BundleSource.inLine(source.certificate);
        break;
      case 'trusted':
        this.trusted = BundleSource.inLine(source.certificate);
        break;
    }
  }

  /**
   * The issuer through which this root signs in a namespace. In the key namespace
   * that is an Issuer, which no other namespace can use.
   */
  public issuerFor(namespace: string): ICertificateIssuer {
    if (!this.signing) {
      throw usageError(this, `activeRoot "${this.slot}"`, 'this root is trusted alone and cannot sign', 'Name a root that signs, for example RootCa.selfSigned("2026").');
    }
    if (!(this.signing instanceof IssuerType)) {
      return this.external(this.signing, namespace);
    }
    if (namespace === this.chain.keyNamespace) {
      this.issuer ??= new Issuer(this, 'issuer', { metadata: this.chain._metadata(this.name), type: this.signing });
      return this.issuer;
    }
    this.clusterIssuer ??= new ClusterIssuer(this, 'cluster-issuer', { metadata: { name: this.name }, type: this.signing });
    return this.clusterIssuer;
  }

  /**
   * The root is never renewed by itself: everyone trusts the certificate that
   * there is, and a successor comes in a slot of its own. Its key is kept, so that
   * what it signed stays valid should the object be issued again.
   */
  private addSelfSigned(): void {
    requireCaName(this, `RootCa slot "${this.slot}"`, this.name, 'slot');
    const { lifetime } = this.chain._rotation.root;
    const metadata = this.chain._metadata(this.name);
    const bootstrap = new Issuer(this, 'bootstrap', {
      metadata: { ...metadata, name: `${this.name}-bootstrap` },
      type: IssuerType.selfSigned(),
    });
    const certificate = new Certificate(this, 'certificate', {
      metadata,
      issuer: bootstrap,
      secretName: this.name,
      isCa: true,
      // Nothing that may ever change: under another name, what the root signed before would lead nowhere.
      subject: DistinguishedName.commonName(this.name),
      duration: lifetime,
      renewal: Renewal.disabled(),
      privateKey: PrivateKey.ecdsa(EcdsaCurve.P256, { rotationPolicy: RotationPolicy.NEVER }),
    });
    this.chain._protection.protect(this, certificate);
    this.chain._protection.allowCertificate(bootstrap, certificate);
  }

  private external(issuer: ICertificateIssuer, namespace: string): ICertificateIssuer {
    const { kind, name, scope, namespace: issuerNamespace } = issuer.toIssuerReference();
    if (scope === IssuerScope.NAMESPACE && namespace !== (issuerNamespace ?? this.chain.keyNamespace)) {
      throw usageError(this, `${kind} "${name}"`, `the issuer can be used in its own namespace only, and an intermediate in "${namespace}" needs it`, 'Use an issuer of the whole cluster for this root.');
    }
    return issuer;
  }
}
