import { policyForPort } from './client-tls';
import { DestinationRuleIndex, MergedRule, Settings } from './destination-rule-index';
import { Injection } from './injection';
import { PeerModes } from './peer-mode';
import { IstioSettings } from './settings';
import { supportsMutualTls } from './tls-support';
import { Reason } from '../../core/flow';
import { textAt, textsAt } from '../fields';
import { Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { described, referenceTo } from '../manifest';
import { Backend, subjectOf } from '../network/destination';
import { asTheApplicationSends } from '../network/direct';
import { Host, HostPort, Resolution } from '../network/hosts';
import { Workload } from '../workloads';

/** A cluster of a client's proxy, in Envoy's sense: a host at a port, and one subset of it if a route names that. */
export interface Cluster {
  readonly host: Host;
  readonly port: HostPort;
  readonly subset?: string;
}

/** A proxy that calls. */
export interface CallingProxy {
  readonly client: Workload;
  readonly isGateway: boolean;
  /** Whether the client's Sidecar lets it know what the namespace of a host asks for. */
  sees(host: Host): boolean;
}

interface Context {
  readonly rules: DestinationRuleIndex;
  readonly modes: PeerModes;
  readonly settings: Required<IstioSettings>;
  injection(workload: Workload): Injection;
}

/** What a proxy sends to each backend of a cluster. */
export function sendings({ host, port, subset }: Cluster, backends: readonly (Backend | undefined)[], caller: CallingProxy, context: Context): Sending[] {
  const rule = context.rules.ruleFor(caller.client, host);
  const policy = policyForPort(rule, port.number, subset);
  if (policy.tls) {
    const sending = explicit(policy.tls, rule!, port, caller, context);
    return backends.map(() => sending);
  }
  const because = rule ? [{ statement: `${described(rule.object)} has no TLS settings for port ${port.number}`, object: referenceTo(rule.object.manifest) }] : [];
  const automatic = automaticMode({ host, port }, backends, policy.passthrough, caller, context);
  return backends.map(backend => {
    const { transport, reasons } = typeof automatic === 'function' ? automatic(backend, policy.endpointTls) : automatic;
    const all = [...because, ...reasons];
    return transport === Transport.MUTUAL_TLS ? mutual(port, caller, context, all) : { ...asTheApplicationSends(port.protocol, all), ...transport === Transport.UNKNOWN ? { transport } : {} };
  });
}

interface Choice {
  readonly transport: Transport;
  readonly reasons: readonly Reason[];
}

/** What automatic mutual TLS chooses: once for the whole cluster, or for each backend. */
function automaticMode(
  { host }: Cluster, backends: readonly (Backend | undefined)[], passthrough: boolean, caller: CallingProxy, context: Context,
): Choice | ((backend: Backend | undefined, endpointTls: Settings | undefined) => Choice) {
  const plaintext = (statement: string, object?: Reason['object']): Choice => ({ transport: Transport.PLAINTEXT, reasons: [{ statement, ...object ? { object } : {} }] });
  if (host.external) {
    return plaintext(`${host.name} is outside the mesh, where proxies start no mutual TLS by themselves`, referenceTo(host.object.manifest, 'spec.location'));
  }
  if (!context.settings.enableAutoMtls) {
    return plaintext('automatic mutual TLS is off in the mesh, and nothing asks for TLS');
  }
  const supports = (backend: Backend | undefined): boolean | undefined => backend && supportsMutualTls(backend, backend.workload && context.injection(backend.workload));
  if (host.resolution === Resolution.PASSTHROUGH || passthrough) {
    const without = backends.find(backend => supports(backend) === false);
    if (!without && host.isListed && !backends.some(Boolean)) {
      return plaintext('the client\'s proxy takes the address that is called as it is, and knows none that has a sidecar', referenceTo(host.object.manifest, 'spec.resolution'));
    }
    if (without) {
      return plaintext('the client\'s proxy takes the address that is called as it is, so mutual TLS is all or nothing, and not every pod behind it has a sidecar', without.workload && referenceTo(without.workload.object.manifest));
    }
    if (backends.some(backend => supports(backend) === undefined)) {
      return { transport: Transport.UNKNOWN, reasons: [{ statement: 'it is not known whether all pods behind it have a sidecar' }] };
    }
  }
  const ofNamespace = context.modes.ofNamespace(host.namespace, caller.sees(host));
  if (ofNamespace.mode === 'DISABLE') {
    return { transport: Transport.PLAINTEXT, reasons: [{ ...ofNamespace.because, statement: `${ofNamespace.because.statement}, so that clients send plaintext to the namespace ${JSON.stringify(host.namespace)}` }] };
  }
  if (!caller.isGateway && (host.resolution === Resolution.PASSTHROUGH || passthrough)) {
    return { transport: Transport.MUTUAL_TLS, reasons: [{ statement: 'automatic mutual TLS: every pod behind it has a sidecar' }] };
  }
  return (backend, endpointTls) => {
    if (endpointTls) {
      const mode = modeOf(endpointTls);
      const object = referenceTo(endpointTls.object.manifest, endpointTls.field);
      return mode === 'ISTIO_MUTUAL'
        ? { transport: Transport.MUTUAL_TLS, reasons: [{ statement: 'ISTIO_MUTUAL still marks every pod behind it, although the entry for the port hides it', object }] }
        : plaintext(`TLS mode ${mode} still marks every pod behind it, although the entry for the port hides it`, object);
    }
    const supported = supports(backend);
    if (supported === undefined) {
      const injection = backend?.workload && context.injection(backend.workload);
      return { transport: Transport.UNKNOWN, reasons: [injection?.because ?? { statement: 'the pods behind it are not among the manifests' }] };
    }
    if (!supported) {
      const why = backend?.workload && context.injection(backend.workload).because;
      return { transport: Transport.PLAINTEXT, reasons: [...why ? [why] : [], { statement: 'automatic mutual TLS falls back to plaintext, because the server has no sidecar' }] };
    }
    const peer = context.modes.ofPort(subjectOf(backend!)!, backend!.port);
    return peer.mode === 'DISABLE'
      ? { transport: Transport.PLAINTEXT, reasons: [{ ...peer.because, statement: `${peer.because.statement}, and its callers know` }] }
      : { transport: Transport.MUTUAL_TLS, reasons: [{ statement: 'automatic mutual TLS: client and server both have a sidecar' }] };
  };
}

/** TLS settings of a DestinationRule are taken literally. */
function explicit(tls: Settings, rule: MergedRule, port: HostPort, caller: CallingProxy, context: Context): Sending {
  const mode = modeOf(tls);
  const reason = (statement: string, field = 'mode'): Reason[] => [{ statement: `${described(rule.object)}: ${statement}`, object: referenceTo(tls.object.manifest, `${tls.field}.${field}`) }];
  const credential = textAt(tls.value, 'credentialName') ?? '';
  const withFiles = textAt(tls.value, 'clientCertificate') && textAt(tls.value, 'privateKey');
  if (mode === 'SIMPLE' || mode === 'MUTUAL') {
    if (credential !== '' && !credential.startsWith('configmap://') && !caller.isGateway && !rule.selector) {
      return asTheApplicationSends(port.protocol, reason('credentialName without a workloadSelector is ignored by sidecars, and the TLS settings with it', 'credentialName'));
    }
    if (mode === 'MUTUAL' && credential === '' && !withFiles) {
      return asTheApplicationSends(port.protocol, reason('MUTUAL without a client certificate and key is dropped'));
    }
    return {
      transport: mode === 'SIMPLE' ? Transport.TLS : Transport.MUTUAL_TLS,
      origin: TlsOrigin.PROXY,
      carries: port.protocol,
      because: reason(mode === 'SIMPLE' ? 'the client\'s proxy starts TLS' : 'the client\'s proxy starts TLS and presents a certificate of its own'),
    };
  }
  if (mode === 'ISTIO_MUTUAL') {
    return { ...mutual(port, caller, context, reason('ISTIO_MUTUAL, without falling back to plaintext')), expects: textsAt(tls.value, 'subjectAltNames') };
  }
  return asTheApplicationSends(port.protocol, reason(textAt(tls.value, 'mode') === undefined ? 'TLS settings without a mode mean DISABLE: no TLS' : 'DISABLE: no TLS'));
}

function mutual({ protocol }: HostPort, { client }: CallingProxy, { settings }: Context, because: readonly Reason[]): Sending {
  return {
    transport: Transport.MUTUAL_TLS,
    origin: TlsOrigin.MESH,
    carries: protocol,
    identity: `spiffe://${settings.trustDomain}/ns/${client.namespace}/sa/${client.serviceAccount}`,
    because,
  };
}

function modeOf({ value }: Settings): string {
  return textAt(value, 'mode') ?? 'DISABLE';
}
