import { ClientTls } from './resources/client-tls';
import type { PortLevelSettings } from './resources/destination-rule';
import { PortMode } from '../mesh/mesh-capabilities';
import { ServiceKind } from '../mesh/mesh-provider';
import type { ServiceIntent, ServicePort, WorkloadIntent } from '../mesh/mesh-provider';

/** What a DestinationRule demands of the callers of a Service. */
export interface ClientEnforcement {
  readonly tls: ClientTls;
  readonly portLevelSettings?: PortLevelSettings[];
}

/**
 * Holds the callers of a Service to mutual TLS where that is safe; undefined
 * where it would break calls, and Istio's own choice for each endpoint stays.
 *
 * A DestinationRule has no fallback: if an endpoint has no sidecar, calls to it
 * fail; so do those to a pod that gets its sidecar when it is restarted, as long as
 * the mesh is on its way to strict. A headless Service is all or nothing to its
 * callers, and an ExternalName leads outside.
 *
 * @see https://github.com/istio/istio/issues/36672
 * @see https://github.com/istio/istio/issues/39439
 */
export function clientTlsOf({ kind, ports, workloads }: ServiceIntent): ClientEnforcement | undefined {
  if (kind !== ServiceKind.CLUSTER_IP || workloads.length === 0 || !workloads.every(({ enrolled, isObserved }) => enrolled && !isObserved)) {
    return undefined;
  }
  const portLevelSettings: PortLevelSettings[] = [];
  for (const port of ports) {
    const [plaintext, ...others] = new Set(workloads.map(workload => takesPlaintext(workload, port)));
    if (plaintext === undefined || others.length > 0) {
      return undefined;
    }
    if (plaintext) {
      portLevelSettings.push({ port: port.port, tls: ClientTls.disable() });
    }
  }
  return { tls: ClientTls.istioMutual(), portLevelSettings: portLevelSettings.length > 0 ? portLevelSettings : undefined };
}

/** Whether a port of a Service leads to a container port that takes plaintext alone; undefined if nobody can tell. */
function takesPlaintext({ exemptions, ports }: WorkloadIntent, { targetPort }: ServicePort): boolean | undefined {
  const plaintext = exemptions.filter(({ mode }) => mode === PortMode.PLAINTEXT);
  const containerPort = typeof targetPort === 'number' ? targetPort : ports.find(({ name }) => name === targetPort)?.port;
  return containerPort === undefined && plaintext.length > 0 ? undefined : plaintext.some(({ port }) => port === containerPort);
}
