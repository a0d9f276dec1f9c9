import { Answer, every, not, some } from './answer';
import { AuthorizationPolicies, Decision } from './authorization-policies';
import { AuthorizationAction, Connection } from './authorization-rule';
import { Reason } from '../../core/flow';
import { within } from '../field-problem';
import { described, referenceTo } from '../manifest';
import { Subject } from '../workloads';

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
export function authorize(server: Subject, connection: Connection, policies: AuthorizationPolicies): Authorization {
  const applied = policies.for(server);
  const of = (action: AuthorizationAction): Decision[] => applied
    .filter(policy => policy.action === action)
    .map(policy => policies.decide(policy, connection));
  const because: Reason[] = [];
  const say = ({ policy, rule }: Decision, does: string): void => {
    const field = rule === undefined ? 'spec.rules' : within('spec.rules', rule);
    because.push({ statement: `${described(policy.object)} ${does}`, object: referenceTo(policy.object.manifest, field) });
  };

  const denials = of('DENY');
  const denied = some(denials, answerOf);
  const decisive = denials.find(({ answer }) => answer === denied);
  if (decisive && denied === true) {
    say(decisive, 'denies the caller');
    return { allowed: false, because };
  }
  if (decisive && denied === undefined) {
    say(decisive, 'denies some requests: decided per request');
  }

  const permits = of('ALLOW');
  const allowed = permits.length === 0 || some(permits, answerOf);
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
    say(granting, 'allows the caller');
  } else if (granting) {
    say(granting, 'allows some requests: decided per request');
  }

  const delegated = of('CUSTOM').find(({ answer }) => answer !== false);
  if (delegated) {
    say(delegated, 'asks an external authorizer: decided per request');
  }
  return { allowed: every([not(denied), allowed, delegated ? undefined : true], answer => answer), because };
}

function answerOf({ answer }: Decision): Answer {
  return answer;
}
