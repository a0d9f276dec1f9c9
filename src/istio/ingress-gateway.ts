import { Duration } from 'cdk8s';
import { Construct } from 'constructs';
import { ClientCertificates } from './client-certificates';
import type { IstioMesh } from './istio-mesh';
import { Gateway } from './resources/gateway';
import { Protocol } from './resources/protocol';
import { ServerTls } from './resources/server-tls';
import { TlsProtocolVersion } from './resources/tls-parameters';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';
import { PublicSecret } from '../kubernetes/secret';
import { IMeshClient, MeshClientConfig } from '../mesh/mesh-client';
import { Certificate } from '../pki/certmanager/certificate';
import type { ICertificateIssuer } from '../pki/certmanager/issuer-reference';
import { KeyUsage } from '../pki/certmanager/key-usage';

/** A gateway through which callers from outside come in. */
export interface IngressGatewayProps {
  /** The DNS names that are served. */
  readonly hosts: string[];

  /**
   * Which client certificates are asked for.
   *
   * @default - none: callers from outside are not authenticated by TLS
   */
  readonly clientCertificates?: ClientCertificates;

  /**
   * The issuer of the gateway's own certificate.
   *
   * @default - none: the Secret `credentialName` is there already
   */
  readonly issuer?: ICertificateIssuer;

  /**
   * The lifetime of that certificate. An ACME issuer decides for itself.
   *
   * @default - what fits an intermediate of the mesh's own chain: its overlap at renewal, 30 days unless the chain says otherwise
   */
  readonly certificateLifetime?: Duration;

  /**
   * The Secret with the gateway's own certificate, in the gateway's namespace.
   *
   * @default - the name of the gateway
   */
  readonly credentialName?: string;

  /**
   * The namespace of the gateway's pods.
   *
   * @default "istio-ingress"
   */
  readonly namespace?: string;

  /**
   * The labels of the gateway's pods.
   *
   * @default - `istio: ingress`, as Istio's chart `gateway` sets it in a release of the name `istio-ingress`
   */
  readonly labels?: { [key: string]: string };

  /**
   * The service account of the gateway's pods.
   *
   * @default "istio-ingress"
   */
  readonly serviceAccountName?: string;

  /**
   * The port that is served.
   *
   * @default 443
   */
  readonly port?: number;
}

/**
 * Lets callers from outside into the mesh over TLS. Workloads behind it must let
 * the gateway in: `workload.allowFrom(gateway)`.
 */
export class IngressGateway extends Construct implements IMeshClient {
  /** @internal */
  public static _create(mesh: IstioMesh, name: string, props: IngressGatewayProps): IngressGateway {
    const id = `Gateway-${name}`;
    if (mesh.node.tryFindChild(id)) {
      throw usageError(mesh, `addIngressGateway("${name}")`, 'there is a gateway of that name', 'Give each gateway a name of its own.');
    }
    return new IngressGateway(mesh, id, name, props);
  }

  /** The Gateway, for the VirtualServices that refer to it. */
  public readonly gateway: Gateway;

  private readonly client: MeshClientConfig;

  private constructor(mesh: IstioMesh, id: string, name: string, props: IngressGatewayProps) {
    super(mesh, id);
    const namespace = props.namespace ?? 'istio-ingress';
    const credentialName = props.credentialName ?? name;
    this.checkNames(name, namespace, credentialName, props.hosts);
    this.client = { namespace, serviceAccount: props.serviceAccountName ?? 'istio-ingress', mesh: mesh._provider.name };

    if (props.issuer) {
      new Certificate(this, 'certificate', {
        metadata: { name: credentialName, namespace },
        issuer: props.issuer,
        secretName: credentialName,
        dnsNames: props.hosts,
        usages: [KeyUsage.DIGITAL_SIGNATURE, KeyUsage.SERVER_AUTH],
        duration: props.certificateLifetime ?? mesh.intermediate.chain._rotation.intermediate.renewBefore,
      });
    }
    const clientCertificates = props.clientCertificates ?? ClientCertificates.none();
    this.checkClientRoots(name, clientCertificates, props.issuer);
    if (clientCertificates._roots) {
      // Istio looks for the roots of callers in a Secret with this ending.
      new PublicSecret(this, 'client-roots', { name: `${credentialName}-cacert`, namespace, stringData: { 'ca.crt': clientCertificates._roots } });
    }
    this.gateway = new Gateway(this, 'gateway', {
      metadata: { name, namespace },
      selector: props.labels ?? { istio: 'ingress' },
      servers: [{
        port: props.port ?? 443,
        protocol: Protocol.HTTPS,
        hosts: props.hosts,
        tls: this.tlsOf(clientCertificates, credentialName),
      }],
    });
  }

  /** The identity of the gateway, by which workloads let it in. */
  public toMeshClient(): MeshClientConfig {
    return this.client;
  }

  private tlsOf({ _demand: demand, _subjectAltNames: subjectAltNames }: ClientCertificates, credentialName: string): ServerTls {
    const minProtocolVersion = TlsProtocolVersion.TLSV1_2;
    switch (demand) {
      case 'none': return ServerTls.simpleFromSecret({ credentialNames: [credentialName], minProtocolVersion });
      case 'optional': return ServerTls.optionalMutualFromSecret({ credentialName, subjectAltNames, minProtocolVersion });
      case 'required': return ServerTls.mutualFromSecret({ credentialName, subjectAltNames, minProtocolVersion });
    }
  }

  /** With the roots of the gateway's own issuer, every workload of the mesh would count as a caller from outside. */
  private checkClientRoots(name: string, asked: ClientCertificates, issuer?: ICertificateIssuer): void {
    const { _demand: demand, _roots: roots, _subjectAltNames: subjectAltNames } = asked;
    if (issuer && demand !== 'none' && !roots && !subjectAltNames) {
      throw usageError(this, `addIngressGateway("${name}")`,
        'client certificates would be verified with the roots of the gateway\'s own issuer: whoever has a certificate from it could call, or nobody if it states no root',
        'Add "roots" to the client certificates: the certificates, in PEM form, that those of callers chain to; or name the callers with "subjectAltNames".');
    }
  }

  private checkNames(name: string, namespace: string, credentialName: string, hosts: string[]): void {
    const call = `addIngressGateway("${name}")`;
    const problem = dnsLabelProblem(name)
      ?? prefixed(`namespace "${namespace}"`, dnsLabelProblem(namespace))
      ?? prefixed(`credentialName "${credentialName}"`, dnsSubdomainProblem(credentialName))
      ?? (hosts.length === 0 ? 'hosts is empty' : undefined);
    if (problem) {
      throw usageError(this, call, problem, 'Give names as Kubernetes has them, and the DNS names that are served, for example hosts: ["shop.example.com"].');
    }
  }
}

function prefixed(subject: string, problem: string | undefined): string | undefined {
  return problem && `${subject} ${problem}`;
}
