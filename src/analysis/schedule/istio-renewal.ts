import { AutomaticRenewal, Renewal, Validity } from './renewal-time';

/** When Istio's agent asks for the next certificate: after a share of the life of this one, more or less. */
export interface AgentGrace {
  /** Which share of the life is left then. */
  readonly ratio: number;
  /** By how much the share varies from proxy to proxy, up or down. */
  readonly jitter: number;
}

/**
 * When Istio's agent renews the certificate of a workload. It counts from the
 * moment at which it got the certificate, and not from the certificate's own
 * beginning.
 *
 * @param life from when it got the certificate
 * @see https://github.com/istio/istio/blob/eed52ebb66ad/security/pkg/nodeagent/cache/secretcache.go
 */
export function agentRenewal({ notBefore, notAfter }: Validity, { ratio, jitter }: AgentGrace): AutomaticRenewal {
  const lifetime = notAfter - notBefore;
  // A negative jitter varies in the same way.
  const most = Math.abs(jitter);
  return { kind: 'automatic', from: notAfter - within(ratio + most) * lifetime, to: notAfter - within(ratio - most) * lifetime };
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share));
}

/** How istiod looks after the root that it made itself. */
export interface RootChecks {
  /** How often it looks, in milliseconds. */
  readonly interval: number;
  /** In which last part of the life it replaces the root, in percent. */
  readonly gracePercentile: number;
}

/**
 * When istiod renews its own root, with the same key: at the first look in the
 * last part of the life. When it looks depends on when it was started, and on
 * chance.
 *
 * @see https://github.com/istio/istio/blob/eed52ebb66ad/security/pkg/pki/ca/selfsignedcarootcertrotator.go
 */
export function istiodRootRenewal({ notBefore, notAfter }: Validity, { interval, gracePercentile }: RootChecks): Renewal {
  if (interval <= 0) {
    return { kind: 'by-hand' };
  }
  const grace = (notAfter - notBefore) * gracePercentile / 100;
  return { kind: 'automatic', from: notAfter - grace, to: notAfter - grace + interval };
}
