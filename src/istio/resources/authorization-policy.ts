import { ApiObjectMetadata, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkSelector } from './_labels';
import { checkCount, checkValues } from './_values';
import { AuthorizationAction } from './authorization-action';
import { AuthorizationRule } from './authorization-rule';
import { PolicyTargetReference } from './policy-target-reference';
import { NamespacedApiObject } from '../../checks/checked-api-object';
import { usageError } from '../../core/usage-error';
import { AUTHORIZATION_POLICY } from '../../imports/istio';
import type { AuthorizationPolicySpec } from '../../imports/istio';

/** What an AuthorizationPolicy applies to. */
export interface AuthorizationScope {
  /**
   * Metadata of the object.
   *
   * @default - a generated name in the namespace of the chart
   */
  readonly metadata?: ApiObjectMetadata;

  /**
   * The labels of the pods that it applies to. Not together with target references.
   *
   * @default - every pod of the namespace; every pod of the mesh in Istio's root namespace
   */
  readonly selector?: { [label: string]: string };

  /**
   * The objects whose traffic it decides on, at a waypoint or a gateway. At most
   * 16, and not together with a selector.
   *
   * @default - none
   */
  readonly targetRefs?: PolicyTargetReference[];
}

/** Properties of an AuthorizationPolicy. */
export interface AuthorizationPolicyProps extends AuthorizationScope {
  /**
   * What happens to a request that a rule matches.
   *
   * @default AuthorizationAction.allow()
   */
  readonly action?: AuthorizationAction;

  /**
   * The requests that it acts on: those that one of the rules matches. At most 512.
   *
   * @default - none; a policy that allows no request denies them all
   */
  readonly rules?: AuthorizationRule[];
}

/**
 * Says which requests are served: an AuthorizationPolicy of `security.istio.io/v1`.
 *
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 */
export class AuthorizationPolicy extends NamespacedApiObject {
  /**
   * Denies every request that no other policy allows.
   *
   * @throws if a label is none, or there are both a selector and target references
   */
  public static denyAll(scope: Construct, id: string, applied: AuthorizationScope = {}): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, { ...applied, action: AuthorizationAction.allow(), rules: [] });
  }

  /**
   * Allows every request, from anybody, with or without mutual TLS; DENY and CUSTOM policies still apply.
   *
   * @throws if a label is none, or there are both a selector and target references
   */
  public static allowAll(scope: Construct, id: string, applied: AuthorizationScope = {}): AuthorizationPolicy {
    return new AuthorizationPolicy(scope, id, { ...applied, action: AuthorizationAction.allow(), rules: [AuthorizationRule.everyRequest()] });
  }

  /** What happens to a request that a rule matches. */
  public readonly action: AuthorizationAction;

  private readonly labels?: { [label: string]: string };
  private readonly targets?: PolicyTargetReference[];
  private readonly matches: AuthorizationRule[] = [];

  /** @throws if a label is none, there are both a selector and target references, or a rule does not fit the action */
  constructor(scope: Construct, id: string, props: AuthorizationPolicyProps = {}) {
    super(scope, id, { ...AUTHORIZATION_POLICY, metadata: props.metadata, spec: Lazy.any({ produce: () => this._toSpec() }) });
    checkSelector(this, 'selector', props.selector, 'leave it out to apply to the whole namespace');
    checkValues(this, 'targetRefs', props.targetRefs);
    if (props.selector && props.targetRefs) {
      throw usageError(this, 'targetRefs', 'there is a selector too', 'Name pods with "selector" or objects with "targetRefs", and make a policy for each.');
    }
    checkCount(this, 'targetRefs', props.targetRefs?.length ?? 0, 16);
    this.action = props.action ?? AuthorizationAction.allow();
    this.labels = props.selector && { ...props.selector };
    this.targets = props.targetRefs && [...props.targetRefs];
    props.rules?.forEach(rule => this.addRule(rule));
    this.node.addValidation({ validate: () => this.problems() });
  }

  /** The labels of the pods that it applies to; undefined if it applies to all. */
  public get selector(): { [label: string]: string } | undefined {
    return this.labels && { ...this.labels };
  }

  /** The requests that it acts on. */
  public get rules(): AuthorizationRule[] {
    return [...this.matches];
  }

  /**
   * Acts on more requests.
   *
   * @throws if an external authorizer cannot be given what the rule is about, or there are too many rules
   */
  public addRule(rule: AuthorizationRule): void {
    const field = rule._identityField;
    if (this.action.name === 'CUSTOM' && field !== undefined) {
      throw usageError(this, `rules(${field})`, 'Istio does not support it with an external authorizer',
        'Let the authorizer decide on identities, or make a second policy with AuthorizationAction.deny() for the callers that are not allowed.');
    }
    checkCount(this, 'rules', this.matches.length + 1, 512);
    this.matches.push(rule);
  }

  /** @internal */
  public _toSpec(): AuthorizationPolicySpec {
    const none = this.matches.length === 0;
    return {
      selector: this.labels && { matchLabels: this.labels },
      targetRefs: this.targets?.map(target => target._toReference()),
      // An empty policy is how "deny everything" is known; "ALLOW" on it would read as the opposite.
      ...none ? {} : this.action._toSettings(),
      rules: none ? undefined : this.matches.map(rule => rule._toRule()),
    };
  }

  private problems(): string[] {
    return this.matches.length > 0 || this.action.name === 'ALLOW' ? [] : [
      `${this.action.name} without rules never does anything. Add a rule, for example AuthorizationRule.everyRequest(), or remove the policy.`,
    ];
  }
}
