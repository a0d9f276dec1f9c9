import { ApiObjectMetadata } from 'cdk8s';
import { Construct } from 'constructs';
import { CaKeyProtection } from './ca-key-protection';
import { ChainRotation, completeRotation } from './certificate-rotation';
import { Generations } from './generations';
import { certManagerValues, trustManagerValues } from './installation';
import { IntermediateCa, IntermediateCaOptions } from './intermediate-ca';
import type { IssuerChainProps } from './issuer-chain-props';
import { RootCa } from './root-ca';
import { RootTier } from './root-tier';
import { recordOf, signingRoots } from './signing-roots';
import { TrustBundle } from './trust-bundle';
import { MtlsChecks } from '../checks/mtls-checks';
import { ROOT_ROTATION_ANNOTATION } from '../core/change/root-rotation-record';
import { TRUST_DOMAIN_CHANGE_ANNOTATION, TrustDomainRecord } from '../core/change/trust-domain-record';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { didYouMean } from '../core/suggestion';
import { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';
import type { HelmValues } from '../kubernetes/helm-values';
import { Namespace } from '../kubernetes/namespace';

/** Where cert-manager is usually installed, and then keeps the keys of ClusterIssuers. */
const CERT_MANAGER_NAMESPACE = 'cert-manager';

/**
 * Root CAs, the intermediate CAs below them, and the trust that workloads are
 * given in them. The keys stay in one namespace; workloads get certificates from
 * intermediates only, and trust in roots only.
 */
export class IssuerChain extends Construct {
  /** The trust domain of the identities that the chain certifies; the new one as soon as a change has switched over to it. */
  public readonly trustDomain: TrustDomain;

  /** The namespace of the CA keys. */
  public readonly keyNamespace: string;

  /** The roots, handed to the namespaces that need them. */
  public readonly trustBundle: TrustBundle;

  /** What cert-manager must be told for the manifests to hold. */
  public readonly certManagerValues: HelmValues;

  /** What trust-manager must be told for the manifests to hold. */
  public readonly trustManagerValues: HelmValues;

  /**
   * The trust domains that are taken for the same, that of the chain first.
   *
   * @internal
   */
  public readonly _acceptedTrustDomains: TrustDomain[];

  /** @internal */
  public readonly _rotation: Required<ChainRotation>;

  /** @internal */
  public readonly _protection: CaKeyProtection;

  /**
   * The roots that are given to workloads.
   *
   * @internal
   */
  public readonly _trustedRoots: RootTier[];

  /**
   * The name with which the names of the chain's objects begin.
   *
   * @internal
   */
  public readonly _name: string;

  private readonly roots: RootTier[];
  private readonly activeRoot: RootTier;
  /** The roots that can sign, the active one included. */
  private readonly readyRoots: RootTier[];
  private readonly byName = new Map<string, IntermediateCa>();
  /** Whose objects have a name, of those of intermediates. */
  private readonly owners = new Map<string, string>();

  constructor(scope: Construct, id: string, props: IssuerChainProps) {
    super(scope, id);
    this._acceptedTrustDomains = this.acceptedTrustDomains(props);
    this.trustDomain = this._acceptedTrustDomains[0];
    this._name = props.name ?? id;
    this.keyNamespace = props.keyNamespace ?? CERT_MANAGER_NAMESPACE;
    this._rotation = completeRotation(this, props.rotation);
    this.requireName('name', this._name);
    this.requireName('keyNamespace', this.keyNamespace);

    MtlsChecks.attach(this)._learn(this, { clusterResourceNamespace: this.keyNamespace, trustNamespace: this.keyNamespace });

    if (props.emitKeyNamespace ?? this.keyNamespace !== CERT_MANAGER_NAMESPACE) {
      new Namespace(this, 'key-namespace', { name: this.keyNamespace, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } });
    }
    const roots = props.roots ?? [RootCa.selfSigned('a')];
    const signing = signingRoots(this, roots, props);
    this._protection = new CaKeyProtection(this, 'protection', {
      name: this._name,
      keyNamespace: this.keyNamespace,
      trustDomains: this._acceptedTrustDomains,
      longestLifetime: this._rotation.intermediate.renewBefore,
      options: props.keyProtection ?? {},
    });
    const { certManager, approval } = this._protection;
    const installation = { keyNamespace: this.keyNamespace, certManager, approverPolicy: approval !== undefined };
    this.certManagerValues = certManagerValues(installation);
    this.trustManagerValues = trustManagerValues(installation);
    this.roots = roots.map(root => new RootTier(this, `root-${root.slot}`, { root, chain: this, name: `${this._name}-root-${root.slot}` }));
    this.activeRoot = this.rootIn(signing.active);
    this.readyRoots = signing.ready.map(slot => this.rootIn(slot));
    this._trustedRoots = signing.trusted.map(slot => this.rootIn(slot));
    this.trustBundle = TrustBundle._create(this, {
      name: `${this._name}-roots`,
      sources: this._trustedRoots.map(root => root.trusted),
      annotations: {
        [ROOT_ROTATION_ANNOTATION]: JSON.stringify(recordOf(this._name, signing, this._rotation.workload, props)),
        ...this.trustDomainRecord(props),
      },
    });
  }

  /**
   * Adds an intermediate CA: one for each cluster or mesh.
   *
   * @param name the name of the cluster or mesh
   * @throws if there is an intermediate of that name, or its objects would have the names of a root's
   */
  public addIntermediate(name: string, options: IntermediateCaOptions = {}): IntermediateCa {
    this.requireName(`addIntermediate("${name}")`, name);
    if (this.byName.has(name)) {
      throw usageError(this, `addIntermediate("${name}")`, 'there is an intermediate of that name', 'Use one intermediate for each cluster or mesh, each with a name of its own.');
    }
    const generations = new Generations(this, this._name, name, options);
    for (const object of generations.names) {
      const root = this.roots.find(({ slot }) => object === `${this._name}-root-${slot}`);
      const other = root ? `root in slot "${root.slot}"` : this.owners.get(object);
      if (other !== undefined) {
        throw usageError(this, `addIntermediate("${name}")`, `the objects of the ${other} are called "${object}" too`, 'Use the name of the cluster or mesh, and another generation.');
      }
      this.owners.set(object, `intermediate "${name}"`);
    }
    const intermediate = IntermediateCa._create(this, `intermediate-${name}`, {
      ...options,
      chain: this,
      name,
      generations,
      issuer: this.activeRoot,
      readyIssuers: this.readyRoots,
    });
    this.byName.set(name, intermediate);
    return intermediate;
  }

  /**
   * An intermediate CA by name.
   *
   * @throws if there is none
   */
  public intermediate(name: string): IntermediateCa {
    const intermediate = this.byName.get(name);
    if (!intermediate) {
      throw usageError(this, `intermediate("${name}")`, 'no such intermediate', `Add it with addIntermediate("${name}").${didYouMean(name, this.byName.keys())}`);
    }
    return intermediate;
  }

  /** The slots of the roots, the signing one included. */
  public get rootSlots(): string[] {
    return this.roots.map(root => root.slot);
  }

  /**
   * Name and namespace of an object of the chain in the key namespace.
   *
   * @internal
   */
  public _metadata(name: string): ApiObjectMetadata {
    return { name, namespace: this.keyNamespace };
  }

  private acceptedTrustDomains({ trustDomain, trustDomainChange }: IssuerChainProps): TrustDomain[] {
    const given = TrustDomain.of(trustDomain);
    if (trustDomainChange && trustDomainChange.from.name !== trustDomain) {
      const { from, to } = trustDomainChange;
      throw usageError(this, `trustDomain "${trustDomain}"`, `trustDomainChange leads from "${from.name}" to "${to.name}"`,
        `Leave trustDomain "${from.name}" until the change has ended: trustDomainChange says which one is issued.`);
    }
    return trustDomainChange?._accepted ?? [given];
  }

  private trustDomainRecord({ trustDomainChange }: IssuerChainProps): Record<string, string> {
    if (!trustDomainChange) {
      return {};
    }
    const { phase, from, to } = trustDomainChange;
    const record: TrustDomainRecord = { chain: this._name, phase, from: from.name, to: to.name };
    return { [TRUST_DOMAIN_CHANGE_ANNOTATION]: JSON.stringify(record) };
  }

  private rootIn(slot: string): RootTier {
    return this.roots.find(root => root.slot === slot)!;
  }

  private requireName(call: string, name: string): void {
    const problem = dnsLabelProblem(name);
    if (problem) {
      throw usageError(this, call.includes('(') ? call : `${call} "${name}"`, problem, 'Write a short name as Kubernetes has them, for example "ca".');
    }
  }
}
