import { Construct } from 'constructs';
import { IngressGateway, IngressGatewayProps } from './ingress-gateway';
import { istioCsrValues, IstioInstallation, istiodValues } from './installation';
import { IstioCa } from './istio-ca';
import { addPeerAuthentication, IstioProvider } from './istio-provider';
import { MtlsChecks } from '../checks/mtls-checks';
import { Enforcement } from '../core/enforcement';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { TrustDomain } from '../core/trust-domain';
import { usageError } from '../core/usage-error';
import type { HelmValues } from '../kubernetes/helm-values';
import { Mesh } from '../mesh/mesh';
import type { MeshNamespace } from '../mesh/mesh-namespace';
import type { MeshProvider } from '../mesh/mesh-provider';
import { IntermediateCa } from '../pki/intermediate-ca';
import { IssuerChain } from '../pki/issuer-chain';

/** A mesh of Istio with sidecars. */
export interface IstioMeshProps {
  /** The chain that the certificates of workloads come from. The mesh adds an intermediate CA of its own to it. */
  readonly certificates: IssuerChain;

  /**
   * Who signs the certificates of workloads.
   *
   * @default - istio-csr, in its usual place: `IstioCa.istioCsr()`
   */
  readonly certificateAuthority?: IstioCa;

  /**
   * What the mesh requires of callers where a namespace says nothing else.
   *
   * @default - mutual TLS: `Enforcement.strict()`
   */
  readonly enforcement?: Enforcement;

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
   * Other trust domains whose identities count as those of this mesh: former ones
   * during a change, or those of joined clusters.
   *
   * @default - none
   */
  readonly trustDomainAliases?: string[];

  /**
   * The name of the intermediate CA in the chain.
   *
   * @default - the id of the construct
   */
  readonly intermediateName?: string;

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
  /** What the mesh requires of callers where a namespace says nothing else. */
  public readonly enforcement: Enforcement;

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

  constructor(scope: Construct, id: string, props: IstioMeshProps) {
    super(scope, id);
    this.certificates = props.certificates;
    this.enforcement = props.enforcement ?? Enforcement.strict();
    this.rootNamespace = props.rootNamespace ?? 'istio-system';
    const clusterDomain = props.clusterDomain ?? 'cluster.local';
    this.checkNames(props, clusterDomain);
    MtlsChecks.attach(this)._learn(this, { rootNamespace: this.rootNamespace });

    this._provider = new IstioProvider({
      trustDomain: this.certificates.trustDomain,
      rootNamespace: this.rootNamespace,
      clusterDomain,
      revision: props.revision,
      clientEnforcement: props.clientEnforcement ?? true,
    });
    addPeerAuthentication(this, 'Mtls', { name: `mtls.${this.rootNamespace}`, namespace: this.rootNamespace, enforcement: this.enforcement });

    const installation: IstioInstallation = { ...props, rootNamespace: this.rootNamespace, chain: this.certificates };
    const ca = (props.certificateAuthority ?? IstioCa.istioCsr())._settings;
    const name = props.intermediateName ?? id;
    if (ca.kind === 'cacerts') {
      this.intermediate = this.certificates.addIntermediate(name, { namespace: this.rootNamespace, secretName: 'cacerts' });
      const istiod = props.revision ? `istiod-${props.revision}` : 'istiod';
      this.certificates._protection.allowPods('cacerts', { namespace: this.rootNamespace, name: istiod });
      this.istiodValues = istiodValues(installation);
    } else {
      const istioCsr = { namespace: ca.namespace ?? 'cert-manager', name: ca.serviceAccountName ?? 'cert-manager-istio-csr' };
      this.intermediate = this.certificates.addIntermediate(name);
      // istio-csr requests in Istio's namespace, where its chart also puts the Certificate of istiod itself.
      const issuer = this.intermediate.issuerFor(this.rootNamespace);
      this.certificates._protection.allowRequester(issuer, istioCsr, this.rootNamespace);
      this.certificates.trustBundle.addNamespace(istioCsr.namespace);
      this.istiodValues = istiodValues(installation, istioCsr);
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
    return IngressGateway._create(this, name, props);
  }

  /** @internal */
  protected _namespaceAdded(namespace: MeshNamespace): void {
    this.certificates.trustBundle.addNamespace(namespace.name);
  }

  private checkNames({ revision, trustDomainAliases, clusterName }: IstioMeshProps, clusterDomain: string): void {
    for (const [field, value, problem] of [
      ['rootNamespace', this.rootNamespace, dnsLabelProblem(this.rootNamespace)],
      ['clusterDomain', clusterDomain, dnsSubdomainProblem(clusterDomain)],
      ['revision', revision, revision === undefined ? undefined : dnsLabelProblem(revision)],
      ['clusterName', clusterName, clusterName === '' ? 'is empty' : undefined],
    ]) {
      if (problem) {
        throw usageError(this, `${field} "${value}"`, problem, `Give ${field} a value as Istio's installation has it, or leave it out.`);
      }
    }
    trustDomainAliases?.forEach(alias => TrustDomain.of(alias));
  }
}
