import { PortPolicy } from './client-tls';
import { Settings } from './destination-rule-index';
import type { CallingProxy, OutboundContext } from './outbound';
import { supportsMutualTls } from './tls-support';
import { Reason } from '../../core/flow';
import { textAt } from '../fields';
import { Transport } from '../flows/data-plane';
import { referenceTo } from '../manifest';
import { Backend, subjectOf } from '../network/destination';
import { Host, Resolution } from '../network/hosts';

/** What automatic mutual TLS chooses for a backend; for one that is not known, if there is none. */
export interface Choice {
  readonly transport: Transport;
  readonly because: readonly Reason[];
}

type Answer = (backend: Backend | undefined) => Choice;

/**
 * What a proxy chooses where no TLS settings are: mutual TLS with whatever has a
 * sidecar. For a headless Service it cannot tell its pods apart, and so chooses once.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/push_context.go (BestEffortInferServiceMTLSMode)
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/xds/endpoints/mtls_checker.go
 */
export function automaticTls(
  host: Host, backends: readonly (Backend | undefined)[], policy: PortPolicy, caller: CallingProxy, context: OutboundContext,
): Answer {
  const choice = choiceForAll(host, backends, policy, caller, context);
  return choice ? () => choice : backend => choiceFor(backend, host, policy.endpointTls, context);
}

/** The choice for the host as a whole; undefined if each backend has its own. */
function choiceForAll(
  host: Host, backends: readonly (Backend | undefined)[], policy: PortPolicy, caller: CallingProxy, context: OutboundContext,
): Choice | undefined {
  if (host.external) {
    return plaintext(`${host.name} is outside the mesh, where proxies start no mutual TLS by themselves`, referenceTo(host.object.manifest, 'spec.location'));
  }
  if (!context.settings.enableAutoMtls) {
    return plaintext('automatic mutual TLS is off in the mesh, and nothing asks for TLS');
  }
  const isHeadless = host.resolution === Resolution.PASSTHROUGH;
  const refused = isHeadless || policy.looksAtAll ? notForAll(host, backends, context) : undefined;
  if (refused) {
    return refused;
  }
  const { mode, because } = context.modes.ofNamespace(host.namespace);
  if (mode === 'DISABLE') {
    return { transport: Transport.PLAINTEXT, because: [{ ...because, statement: `${because.statement}, so clients send plaintext to the namespace ${JSON.stringify(host.namespace)}` }] };
  }
  return policy.passthrough || (isHeadless && !caller.isGateway)
    ? { transport: Transport.MUTUAL_TLS, because: [{ statement: 'automatic mutual TLS for whatever answers at the address that is called' }] }
    : undefined;
}

/** Why a host whose pods cannot be told apart gets no mutual TLS: one of them has no sidecar, or might have none. */
function notForAll(host: Host, backends: readonly (Backend | undefined)[], context: OutboundContext): Choice | undefined {
  const supported = backends.map(backend => supports(backend, host, context));
  const without = supported.indexOf(false);
  if (without >= 0) {
    const workload = backends[without]?.workload;
    const reason = 'the client\'s proxy takes the address that is called as it is, so mutual TLS is all or nothing, and not all that answers has a sidecar';
    return plaintext(reason, workload && referenceTo(workload.object.manifest));
  }
  return supported.includes(undefined)
    ? { transport: Transport.UNKNOWN, because: [{ statement: 'it is not known whether all pods behind it have a sidecar' }] }
    : undefined;
}

function choiceFor(backend: Backend | undefined, host: Host, hidden: Settings | undefined, context: OutboundContext): Choice {
  if (hidden) {
    const mode = textAt(hidden.value, 'mode') ?? 'DISABLE';
    const statement = `${mode} still decides for every pod that has a sidecar, although the entry for the port hides it`;
    const isMutual = mode === 'ISTIO_MUTUAL' && supports(backend, host, context) !== false;
    const because = [{ statement, object: referenceTo(hidden.object.manifest, hidden.field) }];
    return { transport: isMutual ? Transport.MUTUAL_TLS : Transport.PLAINTEXT, because };
  }
  const injection = backend?.workload && context.injection(backend.workload);
  switch (supports(backend, host, context)) {
    case undefined:
      return { transport: Transport.UNKNOWN, because: [injection?.because ?? { statement: 'the pods behind it are not among the manifests' }] };
    case false:
      return { transport: Transport.PLAINTEXT, because: [...injection ? [injection.because] : [], { statement: 'automatic mutual TLS falls back to plaintext, because the server has no sidecar' }] };
    case true: {
      const { mode, because } = context.modes.ofPort(subjectOf(backend!)!, backend!.port);
      return mode === 'DISABLE'
        ? { transport: Transport.PLAINTEXT, because: [{ ...because, statement: `${because.statement}, and its callers know` }] }
        : { transport: Transport.MUTUAL_TLS, because: [{ statement: 'automatic mutual TLS: client and server both have a sidecar' }] };
    }
  }
}

/** Whether a backend has a sidecar, as istiod sees it. Where nothing is listed, the name leads outside. */
function supports(backend: Backend | undefined, host: Host, context: OutboundContext): boolean | undefined {
  return backend
    ? supportsMutualTls(backend, backend.workload && context.injection(backend.workload))
    : host.isListed ? false : undefined;
}

function plaintext(statement: string, object?: Reason['object']): Choice {
  return { transport: Transport.PLAINTEXT, because: [{ statement, ...object ? { object } : {} }] };
}
