import { policyForPort } from './client-tls';
import { MergedRule } from './destination-rule-index';
import { meshView } from './mesh';
import { PeerDecision } from './peer-mode';
import { isService, Meeting } from './rule-effects';
import { objectOf, serverSide } from './server-side';
import { Host, HostPort } from '../network/hosts';

/** A Service with a sidecar behind it to which nothing makes callers speak mutual TLS: the first such port. */
export interface UnforcedCall {
  readonly host: Host;
  readonly port: HostPort;
  /** The rule that covers the Service and has no TLS settings, if there is one. */
  readonly rule?: MergedRule;
  readonly meeting: Meeting;
  readonly peer: PeerDecision;
}

/** Where automatic mutual TLS is off, and no DestinationRule takes its place. */
export const unforced = meshView((mesh): readonly UnforcedCall[] => {
  if (mesh.settings.enableAutoMtls) {
    return [];
  }
  return mesh.registry.hosts.all.filter(host => isService(host) && !host.external).flatMap(host => {
    const rule = mesh.rules.ruleFor({ namespace: host.namespace, labels: new Map() }, host);
    const without = host.ports.filter(port => !policyForPort(rule, port.number).tls);
    const calls = without.flatMap(port => mesh.registry.backendsOf(host, port).flatMap(backend => {
      const server = serverSide(mesh, backend);
      return server.kind === 'sidecar' ? [{ host, port, rule, meeting: { backend, object: objectOf(backend), server }, peer: server.peer }] : [];
    }));
    return [calls.find(({ peer: { mode } }) => mode === 'STRICT') ?? calls.find(({ peer: { mode } }) => mode === 'PERMISSIVE')].flatMap(call => call ?? []);
  });
});
