import { policyForPort } from './client-tls';
import { meshView } from './mesh';
import { sendings } from './outbound';
import { isService, Meeting } from './rule-effects';
import { anyClient, objectOf, serverSide } from './server-side';
import { Sending } from '../flows/data-plane';
import { Host, HostPort, Resolution } from '../network/hosts';

/** What automatic mutual TLS sends to a pod behind a headless Service. */
export interface HeadlessCall {
  readonly host: Host;
  readonly port: HostPort;
  readonly sending: Sending;
  readonly meeting: Meeting;
  /** The pod behind the same Service that has no sidecar, if there is one. */
  readonly without?: Meeting;
}

/** What a client of the mesh, with no DestinationRule that says otherwise, sends to the pods with a sidecar behind headless Services. */
export const headlessCalls = meshView((mesh): readonly HeadlessCall[] => mesh.registry.hosts.all
  .filter(host => isService(host) && !host.external && host.resolution === Resolution.PASSTHROUGH)
  .flatMap(host => {
    const client = anyClient(host.namespace, host.object);
    const rule = mesh.rules.ruleFor(client, host);
    return host.ports.filter(port => !policyForPort(rule, port.number).tls).flatMap(port => {
      const backends = mesh.registry.backendsOf(host, port);
      const meetings = backends.map(backend => ({ backend, object: objectOf(backend), server: serverSide(mesh, backend) }));
      if (!mesh.settings.enableAutoMtls || meetings.every(({ server }) => server.kind !== 'sidecar')) {
        return [];
      }
      const sent = sendings({ host, port }, { backends, ofHost: backends }, { client, isGateway: false }, {
        rules: mesh.rules, modes: mesh.modes, settings: mesh.settings, injection: workload => mesh.injection(workload),
      });
      const without = meetings.find(({ server }) => server.kind === 'none');
      return meetings.flatMap((meeting, index) => meeting.server.kind === 'sidecar' ? [{ host, port, sending: sent[index], meeting, without }] : []);
    });
  }));
