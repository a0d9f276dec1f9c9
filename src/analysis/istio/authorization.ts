import { AuthorizationPolicies, AuthorizationPolicy } from './authorization-policies';
import { Answer, every, not, ruleMatches, some } from './authorization-rule';
import { IstioSettings } from './settings';
import { Reason } from '../../core/flow';
import { within } from '../field-problem';
import { described, referenceTo } from '../manifest';
import { Subject } from '../workloads';

/** What a server's proxy knows of a connection when it decides whether to serve it. */
export interface Connection {
  /** The identity that the caller proved, without `spiffe://`; undefined if it proved none. */
  readonly principal?: string;
  /** Whether it proved one that the manifests do not tell. */
  readonly unidentified?: boolean;
  /** The port on which the pod listens. */
  readonly port: number;
  /** Whether the proxy reads requests, and does not only pass bytes on. */
  readonly http: boolean;
}

/** Whether the policies let a caller in. */
export interface Authorization {
  /** `undefined` if that depends on the request or on what the manifests do not say. */
  readonly allowed: Answer;
  readonly because: readonly Reason[];
}

/**
 * What the AuthorizationPolicies of a workload make of a connection: any DENY that
 * matches refuses it; where there is an ALLOW policy, one of its rules must match.
 *
 * @see https://istio.io/latest/docs/concepts/security/#implicit-enablement
 */
export function authorize(
  server: Subject, connection: Connection, policies: AuthorizationPolicies, settings: Required<IstioSettings>,
): Authorization {
  const applied = policies.for(server);
  const of = (action: AuthorizationPolicy['action']): AuthorizationPolicy[] => applied.filter(policy => policy.action === action);
  const because: Reason[] = [];

  const decide = (policy: AuthorizationPolicy): Answer => some(policy.rules.map(rule => ruleMatches(rule, policy, connection, settings)));
  const field = (policy: AuthorizationPolicy, wanted: Answer): string | undefined => {
    const index = policy.rules.findIndex(rule => ruleMatches(rule, policy, connection, settings) === wanted);
    return index < 0 ? 'spec.rules' : within('spec.rules', index);
  };
  const say = (policy: AuthorizationPolicy, wanted: Answer, statement: string): void => {
    because.push({ statement, object: referenceTo(policy.object.manifest, field(policy, wanted)) });
  };

  const denials = of('DENY').map(policy => ({ policy, answer: decide(policy) }));
  const denied = some(denials.map(({ answer }) => answer));
  const decisive = denials.find(({ answer }) => answer === denied);
  if (decisive && denied === true) {
    say(decisive.policy, true, `${described(decisive.policy.object)} denies the caller`);
    return { allowed: false, because };
  }
  if (decisive && denied === undefined) {
    say(decisive.policy, undefined, `${described(decisive.policy.object)} denies some requests: decided per request`);
  }

  const permits = of('ALLOW').map(policy => ({ policy, answer: decide(policy) }));
  const allowed = permits.length === 0 ? true : some(permits.map(({ answer }) => answer));
  const granting = permits.find(({ answer }) => answer === allowed);
  if (permits.length > 0 && allowed === false) {
    const nobody = connection.unidentified ? 'any caller' : 'a caller without an identity';
    const who = connection.principal === undefined ? nobody : `the caller ${connection.principal}`;
    because.push({
      statement: `no rule of ${permits.map(({ policy }) => described(policy.object)).join(', ')} allows ${who} on port ${connection.port}`,
      object: referenceTo(permits[0].policy.object.manifest, 'spec.rules'),
    });
    return { allowed: false, because };
  }
  if (granting && allowed === true) {
    say(granting.policy, true, `${described(granting.policy.object)} allows the caller`);
  } else if (granting) {
    say(granting.policy, undefined, `${described(granting.policy.object)} allows some requests: decided per request`);
  }

  const custom = of('CUSTOM').map(policy => ({ policy, answer: decide(policy) }));
  const delegated = custom.find(({ answer }) => answer !== false);
  if (delegated) {
    say(delegated.policy, delegated.answer, `${described(delegated.policy.object)} asks an external authorizer: decided per request`);
  }
  return { allowed: every([not(denied), allowed, delegated ? undefined : true]), because };
}
