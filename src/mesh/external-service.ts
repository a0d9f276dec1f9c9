import { Construct } from 'constructs';
import { ExternalTls, ExternalTlsKind } from './external-tls';
import type { Mesh } from './mesh';
import type { WorkloadIntent } from './mesh-provider';
import type { MeshWorkload } from './mesh-workload';
import { dnsLabelProblem, dnsSubdomainProblem } from '../core/kubernetes-names';
import { usageError } from '../core/usage-error';
import { portProblem, PortProtocol } from '../core/workload-port';

/** A service outside the mesh. */
export interface ExternalServiceProps {
  /** The DNS name of the service, for example `api.payments.example.com`. */
  readonly host: string;

  /** Who speaks TLS to it, and how. There is no plaintext. */
  readonly tls: ExternalTls;

  /**
   * The port on which the service listens for TLS.
   *
   * @default 443
   */
  readonly port?: number;

  /**
   * The port to which the application connects: its proxy starts TLS there.
   *
   * @default - 80 where the proxy starts TLS around HTTP, else the port of the service
   */
  readonly clientPort?: number;

  /**
   * What the application speaks inside TLS.
   *
   * @default PortProtocol.HTTP
   */
  readonly protocol?: PortProtocol;

  /**
   * The IP addresses by which callers reach the service. Needed
   * where the application speaks plain TCP to its proxy, which then has nothing
   * else to tell services apart by.
   *
   * @default - the service is told apart by its host name
   */
  readonly addresses?: string[];

  /**
   * The workloads that call the service. Only their namespaces see it then.
   *
   * @default - any workload of the mesh
   */
  readonly usedBy?: MeshWorkload[];
}

/** A service outside the mesh, reached over TLS alone. */
export class ExternalService extends Construct {
  /** @internal */
  public static _create(mesh: Mesh, name: string, props: ExternalServiceProps): ExternalService {
    const id = `ExternalService-${name}`;
    if (mesh.node.tryFindChild(id)) {
      throw usageError(mesh, `addExternalService("${name}")`, 'there is an external service of that name', 'Give each a name of its own, for example "payments".');
    }
    return new ExternalService(mesh, id, name, props);
  }

  /** The DNS name of the service. */
  public readonly host: string;

  private readonly mesh: Mesh;

  private constructor(mesh: Mesh, id: string, name: string, props: ExternalServiceProps) {
    super(mesh, id);
    this.mesh = mesh;
    const call = `addExternalService("${name}")`;
    const nameProblem = dnsLabelProblem(name);
    if (nameProblem) {
      throw usageError(this, call, nameProblem, 'Write a name for the objects, for example "payments".');
    }
    const hostProblem = dnsSubdomainProblem(props.host);
    if (hostProblem || !props.host.includes('.')) {
      throw usageError(this, call, `host "${props.host}" ${hostProblem ?? 'is not a full DNS name'}`, 'Write the full DNS name, for example "api.payments.example.com". TLS verifies this name, so a wildcard cannot stand here.');
    }
    for (const port of [props.port, props.clientPort]) {
      const problem = port === undefined ? undefined : portProblem(port);
      if (problem) {
        throw usageError(this, call, `port ${port}: ${problem}`, 'Give the number of the port, for example 443.');
      }
    }
    this.host = props.host;

    const { name: meshName, capabilities: { externalTls } } = mesh._provider;
    const passthrough = props.tls._kind === ExternalTlsKind.PASSTHROUGH;
    if (!passthrough && externalTls !== true) {
      throw usageError(this, call, `${meshName} cannot express this`, externalTls.instead);
    }
    const port = props.port ?? 443;
    if (passthrough && (props.clientPort ?? port) !== port) {
      throw usageError(this, call, `clientPort ${props.clientPort} differs from port ${port}, but the proxy only passes TLS on`, 'Leave clientPort out, or have the proxy start TLS: ExternalTls.originate().');
    }
    if (!passthrough && props.protocol === PortProtocol.TCP && !props.addresses?.length) {
      throw usageError(this, call, 'nothing in TCP says which host is meant, so its proxy would take every connection to the port for one to this service', 'Add "addresses", the IP addresses of the service, for example addresses: ["203.0.113.7"].');
    }
    const protocol = passthrough ? PortProtocol.TLS : props.protocol ?? PortProtocol.HTTP;
    mesh._provider.addExternalService({
      scope: this,
      name,
      host: props.host,
      port,
      // A proxy tells callers of HTTP apart by the host that they ask for; anything else it tells apart by the port.
      clientPort: props.clientPort ?? (protocol === PortProtocol.TCP || protocol === PortProtocol.TLS ? port : 80),
      protocol,
      tls: props.tls,
      addresses: props.addresses && [...props.addresses],
      usedBy: this.callers(call, props),
    });
  }

  private callers(call: string, { usedBy, tls }: ExternalServiceProps): WorkloadIntent[] | undefined {
    const bySecret = tls._kind === ExternalTlsKind.MUTUAL_SECRET;
    if (bySecret && !usedBy?.length) {
      throw usageError(this, call, `nobody is named who uses it, so no proxy fetches the client certificate "${tls._options.secretName}"`, 'Name the callers: usedBy: [workload].');
    }
    if (usedBy?.length === 0) {
      throw usageError(this, call, 'usedBy is empty, so nobody could call it', 'Name the callers: usedBy: [workload]; or leave "usedBy" out if any workload may call it.');
    }
    for (const { enrolled, namespace, name, labels } of usedBy ?? []) {
      const caller = `${namespace.name}/${name}`;
      if (namespace._mesh !== this.mesh) {
        throw usageError(this, call, `${caller} belongs to another mesh`, 'Describe the service in the mesh of its callers.');
      }
      if (!enrolled) {
        throw usageError(this, call, `${caller} is not enrolled in the mesh, so no proxy starts TLS for it`, 'Enrol its pods, or have the application speak TLS itself.');
      }
      if (bySecret && Object.keys(labels).length === 0) {
        throw usageError(this, call, `the pods of ${caller} have no labels, so nothing can give them the client certificate`, `Add a label to the pod template, for example app: "${name}".`);
      }
    }
    return usedBy && [...new Set(usedBy)].map(workload => workload._intent);
  }
}
