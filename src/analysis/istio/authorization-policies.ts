import { byAge } from './age';
import { Answer } from './answer';
import { AuthorizationAction, Connection, RuleMatcher } from './authorization-rule';
import { ISTIO_SECURITY } from './kinds';
import { IstioSettings } from './settings';
import { append } from '../../core/multi-map';
import { remembered } from '../../core/remembered';
import { hasField, listAt, textAt, textMapAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Labels, SelectorIndex } from '../selector-index';
import { Subject } from '../workloads';

/** An AuthorizationPolicy that sidecars and gateways enforce. */
export interface AuthorizationPolicy {
  readonly object: SourcedManifest;
  readonly namespace: string;
  readonly action: AuthorizationAction;
  readonly selector: Labels;
  readonly rules: readonly unknown[];
}

/** What a policy makes of a connection. */
export interface Decision {
  readonly policy: AuthorizationPolicy;
  /** Whether one of its rules matches; undefined if that is not decided by what is known. */
  readonly answer: Answer;
  /** The first rule that gives this answer; undefined if none matches. */
  readonly rule?: number;
}

/** The AuthorizationPolicies, findable by the workload that they protect. */
export class AuthorizationPolicies {
  public readonly all: readonly AuthorizationPolicy[];
  /** The policies for a workload, those of the whole mesh first. */
  public readonly for = remembered(({ namespace, labels }: Subject): readonly AuthorizationPolicy[] => [
    ...this.ofNamespaces.get(this.settings.rootNamespace) ?? [],
    ...this.bySelector.selecting(EVERYWHERE, labels),
    ...namespace === this.settings.rootNamespace ? [] : this.ofNamespaces.get(namespace) ?? [],
    ...this.bySelector.selecting(namespace, labels),
  ]);

  private readonly matchersOf = remembered((policy: AuthorizationPolicy): readonly RuleMatcher[] => policy.rules
    .map(rule => new RuleMatcher(rule, { policy, settings: this.settings })));
  private readonly bySelector = new SelectorIndex<AuthorizationPolicy>();
  private readonly ofNamespaces = new Map<string, AuthorizationPolicy[]>();

  constructor(inventory: Inventory, private readonly settings: Required<IstioSettings>) {
    this.all = inventory.ofKind(ISTIO_SECURITY, 'AuthorizationPolicy').flatMap(read).sort(byAge);
    for (const policy of this.all) {
      if (policy.selector.size === 0) {
        append(this.ofNamespaces, policy.namespace, policy);
      } else {
        // A policy in the root namespace selects pods of every namespace.
        this.bySelector.add(policy.namespace === settings.rootNamespace ? EVERYWHERE : policy.namespace, policy.selector, policy);
      }
    }
  }

  /** What one of them makes of a connection. */
  public decide(policy: AuthorizationPolicy, connection: Connection): Decision {
    let decision: Decision = { policy, answer: false };
    for (const [rule, matcher] of this.matchersOf(policy).entries()) {
      const answer = matcher.matches(connection);
      if (answer === true) {
        return { policy, answer, rule };
      }
      if (answer === undefined && decision.answer === false) {
        decision = { policy, answer, rule };
      }
    }
    return decision;
  }
}

const EVERYWHERE = '*';

/** Policies that are attached to a Gateway or Service, that only log, or that are on trial decide nothing at a sidecar. */
function read(object: SourcedManifest): AuthorizationPolicy[] {
  const { manifest } = object;
  const action = textAt(manifest, 'spec', 'action') ?? 'ALLOW';
  const attached = hasField(manifest, 'spec', 'targetRef') || listAt(manifest, 'spec', 'targetRefs').length > 0;
  const onTrial = ['true', '1', 't', 'T', 'TRUE', 'True'].includes(textAt(manifest, 'metadata', 'annotations', 'istio.io/dry-run') ?? '');
  if (attached || onTrial || !(action === 'ALLOW' || action === 'DENY' || action === 'CUSTOM')) {
    return [];
  }
  return [{
    object,
    namespace: namespaceOf(object),
    action,
    selector: textMapAt(manifest, 'spec', 'selector', 'matchLabels'),
    rules: listAt(manifest, 'spec', 'rules'),
  }];
}
