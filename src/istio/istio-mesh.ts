import { Construct } from 'constructs';
import { IngressGateway, IngressGatewayProps } from './ingress-gateway';
import { istioCsrValues, IstioInstallation, istiodValues } from './installation';
import { IstioCa } from './istio-ca';
import { addPeerAuthentication, IstioProvider } from './istio-provider';
import { MtlsChecks } from '../checks/mtls-checks';
import { STRICT_MIGRATION_ANNOTATION } from '../core/change/strict-migration-record';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';
import type { HelmValues } from '../kubernetes/helm-values';
import { Mesh, MeshProps } from '../mesh/mesh';
import type { MeshNamespace } from '../mesh/mesh-namespace';
import type { MeshProvider } from '../mesh/mesh-provider';
import { IntermediateCa } from '../pki/intermediate-ca';
import type { IntermediateCompromise } from '../pki/intermediate-compromise';
import type { IntermediateRotation } from '../pki/intermediate-rotation';
import { IssuerChain } from '../pki/issuer-chain';

/** A mesh of Istio with sidecars. */
export interface IstioMeshProps extends MeshProps {
  /** The chain that the certificates of workloads come from. The mesh adds an intermediate CA of its own to it. */
  readonly certificates: IssuerChain;

  /**
   * Who signs the certificates of workloads.
   *
   * @default - istio-csr, in its usual place: `IstioCa.istioCsr()`
   */
  readonly certificateAuthority?: IstioCa;

  /**
   * The root namespace: that of istiod, whose policies apply to the whole mesh.
   *
   * @default "istio-system"
   */
  readonly rootNamespace?: string;

  /**
   * The revision of Istio whose sidecars are injected (`istio.io/rev`).
   *
   * @default - the default one, by `istio-injection: enabled`
   */
  readonly revision?: string;

  /**
   * Other trust domains whose identities count as those of this mesh: those of
   * joined clusters. What `trustDomainChange` of the chain has as the other one counts by itself.
   *
   * @default - none
   */
  readonly trustDomainAliases?: string[];

  /**
   * The name of the intermediate CA in the chain, and so of the issuer that
   * istio-csr is told to use. Never change it: certificates could not be renewed
   * until istio-csr is told the new one.
   *
   * @default - the id of the construct
   */
  readonly intermediateName?: string;

  /**
   * Which generation of the intermediate's key signs, and how far its replacement
   * has come. Not with `IstioCa.cacerts()`: istiod reads one Secret, whose key
   * cert-manager replaces with each renewal, or at once with `cmctl renew`.
   *
   * @default - the first one signs
   */
  readonly intermediateRotation?: IntermediateRotation;

  /**
   * That somebody else may have the intermediate's key, in place of
   * `intermediateRotation`. Not with `IstioCa.cacerts()` either.
   *
   * @default - its key is its own
   */
  readonly intermediateCompromise?: IntermediateCompromise;

  /**
   * The name by which Istio knows this cluster.
   *
   * @default "Kubernetes"
   */
  readonly clusterName?: string;

  /**
   * The name of the mesh, where several clusters make up one.
   *
   * @default - none
   */
  readonly meshId?: string;

  /**
   * The network of the cluster, where several clusters make up one mesh.
   *
   * @default - none
   */
  readonly network?: string;

  /**
   * The DNS domain of the cluster's Services.
   *
   * @default "cluster.local"
   */
  readonly clusterDomain?: string;

  /**
   * Whether callers of a Service are held to mutual TLS by a DestinationRule,
   * where that is safe. Without one, a caller's proxy falls back to plaintext for
   * an endpoint without a sidecar.
   *
   * @default true
   */
  readonly clientEnforcement?: boolean;
}

/**
 * A mesh of Istio with sidecars: strict mutual TLS everywhere, certificates from
 * an issuer chain.
 */
export class IstioMesh extends Mesh {
  /** The root namespace. */
  public readonly rootNamespace: string;

  /** The intermediate CA below which the certificates of workloads are. */
  public readonly intermediate: IntermediateCa;

  /**
   * What istiod must be told for the manifests to hold.
   *
   * @see https://istio.io/latest/docs/setup/install/helm/
   */
  public readonly istiodValues: HelmValues;

  /** What istio-csr must be told for the manifests to hold; undefined if istiod signs. */
  public readonly istioCsrValues?: HelmValues;

  /** @internal */
  public readonly _provider: MeshProvider;

  private readonly certificates: IssuerChain;
  private readonly gateways: IngressGateway[] = [];

  constructor(scope: Construct, id: string, props: IstioMeshProps) {
    super(scope, id, props);
    this.certificates = props.certificates;
    this.rootNamespace = props.rootNamespace ?? 'istio-system';
    const clusterDomain = props.clusterDomain ?? 'cluster.local';
    const trustDomainAliases = aliasesOf(props);
    this.checkNames(props, clusterDomain);
    MtlsChecks.attach(this)._learn(this, {
      rootNamespace: this.rootNamespace,
      istio: { trustDomain: this.certificates.trustDomain.name, trustDomainAliases: trustDomainAliases ?? [], clusterDomain },
    });

    this._provider = new IstioProvider({
      trustDomain: this.certificates.trustDomain,
      rootNamespace: this.rootNamespace,
      clusterDomain,
      revision: props.revision,
      clientEnforcement: props.clientEnforcement ?? true,
    });
    const ofMesh = addPeerAuthentication(this, 'Mtls', { name: `mtls.${this.rootNamespace}`, namespace: this.rootNamespace, enforcement: this.enforcement });
    if (this.migration) {
      ofMesh.metadata.addAnnotation(STRICT_MIGRATION_ANNOTATION, JSON.stringify(this.migration._record));
    }

    const installation: IstioInstallation = { ...props, trustDomainAliases, rootNamespace: this.rootNamespace, chain: this.certificates };
    const ca = (props.certificateAuthority ?? IstioCa.istioCsr())._settings;
    const name = props.intermediateName ?? id;
    const generations = { rotation: props.intermediateRotation, compromise: props.intermediateCompromise };
    if (ca.kind === 'cacerts') {
      const roots = this.writtenRoots();
      this.intermediate = this.certificates.addIntermediate(name, { namespace: this.rootNamespace, secretName: 'cacerts', ...generations });
      const istiod = props.revision ? `istiod-${props.revision}` : 'istiod';
      this.certificates._protection.allowPods('cacerts', { namespace: this.rootNamespace, name: istiod });
      this.istiodValues = istiodValues(installation, { roots });
    } else {
      const istioCsr = { namespace: ca.namespace ?? 'cert-manager', name: ca.serviceAccountName ?? 'cert-manager-istio-csr' };
      this.intermediate = this.certificates.addIntermediate(name, generations);
      // istio-csr requests in Istio's namespace, where its chart also puts the Certificate of istiod itself.
      const issuer = this.intermediate.issuerFor(this.rootNamespace);
      this.certificates._protection.allowRequester(issuer, istioCsr, this.rootNamespace);
      this.certificates.trustBundle.addNamespace(istioCsr.namespace);
      this.istiodValues = istiodValues(installation, { istioCsr });
      this.istioCsrValues = istioCsrValues(installation, istioCsr, issuer.toIssuerReference());
    }
  }

  /**
   * Lets callers from outside in through a gateway: over TLS, and with client
   * certificates where they are asked for.
   *
   * @param name the name of the gateway's objects
   * @throws if there is a gateway of that name, or a value is none that Istio accepts
   */
  public addIngressGateway(name: string, props: IngressGatewayProps): IngressGateway {
    const gateway = IngressGateway._create(this, name, props);
    this.gateways.push(gateway);
    this.requireReachable(gateway);
    return gateway;
  }

  /** @internal */
  protected _namespaceAdded(namespace: MeshNamespace): void {
    this.certificates.trustBundle.addNamespace(namespace.name);
    this.gateways.forEach(gateway => this.requireReachable(gateway));
  }

  /**
   * istiod gives its workloads the one root beside its own certificate. More of them it takes from the mesh's
   * configuration, where they must be written out.
   */
  private writtenRoots(): string[] {
    const roots = this.certificates._trustedRoots;
    if (roots.length === 1) {
      return [];
    }
    const unknown = roots.filter(({ certificate }) => certificate === undefined).map(({ slot }) => slot);
    if (unknown.length > 0) {
      throw usageError(this, `certificateAuthority cacerts, roots ${roots.map(({ slot }) => slot).join(', ')}`, `istiod hands out one root only, and others as they are written in its configuration; the certificate of ${unknown.join(', ')} is known to the cluster alone, so the roots cannot overlap and changing them breaks every connection`,
        'Use IstioCa.istioCsr(), with which any root can be replaced; or roots whose certificate is given: RootCa.vault(), RootCa.external(), RootCa.trusted().');
    }
    return roots.map(({ certificate }) => certificate!);
  }

  /** A default-deny of the gateway's own namespace would refuse the callers from outside, who have no identity. */
  private requireReachable(gateway: IngressGateway): void {
    const { namespace } = gateway.toMeshClient();
    if (this.namespaces.some(({ name, defaultDeny }) => name === namespace && defaultDeny)) {
      throw usageError(gateway, `addIngressGateway in namespace "${namespace}"`, 'that namespace is closed by default, also to callers from outside, who have no identity',
        `Enrol it with addNamespace("${namespace}", { defaultDeny: false }), or leave it out: a gateway's pods are injected by a label of their own.`);
    }
  }

  private checkNames({ revision, trustDomainAliases, clusterName, meshId, network }: IstioMeshProps, clusterDomain: string): void {
    for (const [field, value, problem] of [
      ['rootNamespace', this.rootNamespace, dnsLabelProblem(this.rootNamespace)],
      ['clusterDomain', clusterDomain, dnsSubdomainProblem(clusterDomain)],
      ['revision', revision, revision === undefined ? undefined : dnsLabelProblem(revision)],
      ...Object.entries({ clusterName, meshId, network }).map(([name, text]) => [name, text, text === '' ? 'is empty' : undefined]),
    ]) {
      if (problem) {
        throw usageError(this, `${field} "${value}"`, problem, `Give ${field} a value as Istio's installation has it, or leave it out.`);
      }
    }
    trustDomainAliases?.forEach(alias => TrustDomain.of(alias));
  }
}

/** The trust domains that count as that of the mesh; undefined if nothing is said of any. */
function aliasesOf({ certificates, trustDomainAliases }: IstioMeshProps): string[] | undefined {
  const [own, ...others] = certificates._acceptedTrustDomains.map(({ name }) => name);
  return others.length === 0 ? trustDomainAliases : [...new Set([...others, ...trustDomainAliases ?? []])].filter(domain => domain !== own);
}
