import { ClientTls } from './resources/client-tls';
import { DestinationRule } from './resources/destination-rule';
import { ExportTo } from './resources/export-to';
import { Protocol } from './resources/protocol';
import { ServiceEntry } from './resources/service-entry';
import { ServiceEntryResolution } from './resources/service-entry-resolution';
import { PortProtocol } from '../core/workload-port';
import { grantInNamespace, serviceAccountSubject } from '../kubernetes/rbac';
import { ExternalTlsKind } from '../mesh/external-tls';
import type { ExternalServiceIntent, WorkloadIntent } from '../mesh/mesh-provider';

const PROTOCOLS: Record<PortProtocol, Protocol> = {
  [PortProtocol.HTTP]: Protocol.HTTP,
  [PortProtocol.HTTP2]: Protocol.HTTP2,
  [PortProtocol.GRPC]: Protocol.GRPC,
  [PortProtocol.TCP]: Protocol.TCP,
  [PortProtocol.TLS]: Protocol.TLS,
};

/** Istio's own word for the roots of the proxy's system. */
const SYSTEM_ROOTS = 'system';

/** Makes a service outside known to the mesh, and has proxies start TLS to it. */
export function addExternalService(service: ExternalServiceIntent, rootNamespace: string): void {
  const { scope, name, host, port, clientPort, protocol, usedBy } = service;
  const namespaces = usedBy && [...new Set(usedBy.map(workload => workload.namespace.name))];
  const exportTo = namespaces && ExportTo.namespaces(...namespaces);
  new ServiceEntry(scope, 'service-entry', {
    metadata: { name: `external.${name}`, namespace: rootNamespace },
    hosts: [host],
    addresses: service.addresses,
    ports: [{
      number: clientPort,
      name: `${protocol.toLowerCase()}-${clientPort}`,
      protocol: PROTOCOLS[protocol],
      targetPort: clientPort === port ? undefined : port,
    }],
    resolution: ServiceEntryResolution.DNS,
    exportTo,
  });
  const { _kind: kind, _options: options } = service.tls;
  const verified = { sni: options.sni ?? host, subjectAltNames: options.subjectAltNames ?? [host] };
  const trusted = { ...verified, caCertificates: options.caCertificates ?? SYSTEM_ROOTS };
  switch (kind) {
    case ExternalTlsKind.PASSTHROUGH:
      break;
    case ExternalTlsKind.SIMPLE:
      originate(ClientTls.simple(trusted));
      break;
    case ExternalTlsKind.MUTUAL_FILES:
      originate(ClientTls.mutualFromFiles({ ...trusted, clientCertificate: options.clientCertificate!, privateKey: options.privateKey! }));
      break;
    case ExternalTlsKind.MUTUAL_SECRET:
      namespaces!.forEach(namespace => refuseOthers(service, namespace, ClientTls.simple(trusted)));
      for (const client of usedBy!) {
        originateFromSecret(service, client, ClientTls.mutualFromSecret({ credentialName: options.secretName!, ...verified }));
      }
      break;
  }

  function originate(tls: ClientTls): void {
    new DestinationRule(scope, 'destination-rule', { metadata: { name: `external.${name}`, namespace: rootNamespace }, host, exportTo, tls });
  }
}

/**
 * Keeps the workloads beside the named ones from speaking plaintext. It must be in
 * their namespace: once that has a rule for the host, Istio looks no further.
 */
function refuseOthers({ scope, name, host }: ExternalServiceIntent, namespace: string, tls: ClientTls): void {
  new DestinationRule(scope, `destination-rule-${namespace}`, {
    metadata: { name: `external.${name}.${namespace}`, namespace },
    host,
    exportTo: ExportTo.ownNamespace(),
    tls,
  });
}

/**
 * A sidecar takes a certificate from a Secret only by a DestinationRule that
 * selects it, in its own namespace; by any other it speaks plaintext and says
 * nothing. istiod hands the Secret over if the service account may list Secrets.
 */
function originateFromSecret(service: ExternalServiceIntent, client: WorkloadIntent, tls: ClientTls): void {
  const { scope, host } = service;
  const namespace = client.namespace.name;
  const id = `${namespace}.${client.name}`;
  const name = `external.${service.name}.${namespace}.${client.name}`;
  new DestinationRule(scope, `destination-rule-${id}`, {
    metadata: { name, namespace },
    host,
    workloadSelector: client.labels,
    tls,
  });
  grantInNamespace(scope, `read-secret-${id}`, namespace, {
    name,
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['list'] }],
    subjects: [serviceAccountSubject({ namespace, name: client.serviceAccountName })],
  });
}
