import { Construct } from 'constructs';
import { ExternalTls, ExternalTlsKind } from './external-tls';
import type { Mesh } from './mesh';
import type { WorkloadIntent } from './mesh-provider';
import type { MeshWorkload } from './mesh-workload';
import { dnsSubdomainProblem } from '../core/kubernetes-names';
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
   * @default - 80 where the proxy starts TLS, else the port of the service
   */
  readonly clientPort?: number;

  /**
   * What the application speaks inside TLS.
   *
   * @default PortProtocol.HTTP
   */
  readonly protocol?: PortProtocol;

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
    return new ExternalService(mesh, name, props);
  }

  /** The DNS name of the service. */
  public readonly host: string;

  private constructor(mesh: Mesh, name: string, props: ExternalServiceProps) {
    super(mesh, name);
    const call = `addExternalService("${name}")`;
    const nameProblem = dnsSubdomainProblem(name);
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
    mesh._provider.addExternalService({
      scope: this,
      name,
      host: props.host,
      port,
      clientPort: props.clientPort ?? (passthrough ? port : 80),
      protocol: passthrough ? PortProtocol.TLS : props.protocol ?? PortProtocol.HTTP,
      tls: props.tls,
      usedBy: this.callers(call, props),
    });
  }

  private callers(call: string, { usedBy, tls }: ExternalServiceProps): WorkloadIntent[] | undefined {
    for (const { enrolled, namespace, name } of usedBy ?? []) {
      if (!enrolled) {
        throw usageError(this, call, `${namespace.name}/${name} is not enrolled in the mesh, so no proxy starts TLS for it`, 'Enrol its pods, or have the application speak TLS itself.');
      }
    }
    if (tls._kind === ExternalTlsKind.MUTUAL_SECRET && !usedBy?.length) {
      throw usageError(this, call, `nobody is named who uses it, so no proxy fetches the client certificate "${tls._options.secretName}"`, 'Name the callers: usedBy: [workload].');
    }
    return usedBy?.map(workload => workload._intent);
  }
}
