import { automaticTls } from './automatic-tls';
import { policyForPort } from './client-tls';
import { DestinationRuleIndex, MergedRule, Settings } from './destination-rule-index';
import { identityOf } from './identity';
import { Injection } from './injection';
import { PeerModes } from './peer-mode';
import { IstioSettings } from './settings';
import { Reason } from '../../core/flow';
import { textAt, textsAt } from '../fields';
import { Sending, TlsOrigin, Transport } from '../flows/data-plane';
import { described, referenceTo } from '../manifest';
import { Backend } from '../network/destination';
import { asTheApplicationSends } from '../network/direct';
import { Host, HostPort } from '../network/hosts';
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
}

/** What else decides. */
export interface OutboundContext {
  readonly rules: DestinationRuleIndex;
  readonly modes: PeerModes;
  readonly settings: Required<IstioSettings>;
  injection(workload: Workload): Injection;
}

/** What answers at a cluster, and at its host, of which it may be a subset. */
interface Answering {
  readonly backends: readonly Backend[];
  readonly ofHost: readonly Backend[];
}

/** What a proxy sends to each backend of a cluster; to one that is not known, if there is none. */
export function sendings({ host, port, subset }: Cluster, answering: Answering, caller: CallingProxy, context: OutboundContext): Sending[] {
  const [backends, ofHost] = [orUnknown(answering.backends), orUnknown(answering.ofHost)];
  const rule = context.rules.ruleFor(caller.client, host);
  const policy = policyForPort(rule, port.number, subset);
  if (policy.tls) {
    const sending = explicit(policy.tls, rule!, port, caller, context);
    return backends.map(() => sending);
  }
  const because = rule ? [{ statement: `${described(rule.object)} has no TLS settings for port ${port.number}`, object: referenceTo(rule.object.manifest) }] : [];
  const choose = automaticTls(host, ofHost, policy, caller, context);
  return backends.map(backend => {
    const choice = choose(backend);
    const reasons = [...because, ...choice.because];
    if (choice.transport === Transport.MUTUAL_TLS) {
      return mutual(port, caller, context, reasons);
    }
    const sending = asTheApplicationSends(port.protocol, reasons);
    return choice.transport === Transport.UNKNOWN ? { ...sending, transport: Transport.UNKNOWN } : sending;
  });
}

function orUnknown(backends: readonly Backend[]): readonly (Backend | undefined)[] {
  return backends.length > 0 ? backends : [undefined];
}

/** TLS settings of a DestinationRule are taken literally. */
function explicit(tls: Settings, rule: MergedRule, port: HostPort, caller: CallingProxy, context: OutboundContext): Sending {
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

function mutual({ protocol }: HostPort, { client }: CallingProxy, { settings }: OutboundContext, because: readonly Reason[]): Sending {
  return {
    transport: Transport.MUTUAL_TLS,
    origin: TlsOrigin.MESH,
    carries: protocol,
    identity: identityOf(client.namespace, client.serviceAccount, settings),
    because,
  };
}

function modeOf({ value }: Settings): string {
  return textAt(value, 'mode') ?? 'DISABLE';
}
