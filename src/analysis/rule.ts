import { Acknowledgements } from './acknowledgements';
import { Inventory } from './inventory';
import { DEFAULT_SETTINGS, IstioSettings } from './istio/settings';
import { referenceTo, SourcedManifest } from './manifest';
import type { Workload } from './workloads';
import { Acknowledgement } from '../core/acknowledgement';
import { Finding, Severity } from '../core/finding';

/** What a rule may know besides the objects. */
export interface RuleContext {
  /** The time that dates are compared with. */
  readonly now: Date;
  /**
   * The namespace from which cert-manager reads the Secrets of ClusterIssuers.
   *
   * @default - `cert-manager`, the namespace in which its chart is usually installed
   */
  readonly clusterResourceNamespace?: string;
  /**
   * The namespace from which trust-manager reads the sources of Bundles.
   *
   * @default - `cert-manager`, as its chart sets it
   */
  readonly trustNamespace?: string;
  /**
   * Istio's root namespace, whose policies apply to the whole mesh.
   *
   * @default - `istio-system`
   */
  readonly rootNamespace?: string;
  /**
   * What istiod was told about the mesh. `rootNamespace`, where it is given, comes before the one in here.
   *
   * @default - what istiod does by itself
   */
  readonly istio?: IstioSettings;
  /**
   * Findings that are accepted besides those that the objects acknowledge themselves.
   *
   * @default - none
   */
  readonly acknowledgements?: readonly Acknowledgement[];
}

/** The acknowledgements of an analysis. */
export function acknowledgementsIn(inventory: Inventory, { acknowledgements = NO_ACKNOWLEDGEMENTS }: RuleContext): Acknowledgements {
  const known = inventory.view(acknowledgementsByList);
  const found = known.get(acknowledgements) ?? new Acknowledgements(inventory, acknowledgements);
  known.set(acknowledgements, found);
  return found;
}

const NO_ACKNOWLEDGEMENTS: readonly Acknowledgement[] = [];

function acknowledgementsByList(): Map<readonly Acknowledgement[], Acknowledgements> {
  return new Map();
}

/** The settings of the cluster, with what is usual for those that are not given. */
export function clusterOf(context: RuleContext): Required<Omit<RuleContext, 'now' | 'istio' | 'acknowledgements'>> {
  return {
    clusterResourceNamespace: context.clusterResourceNamespace ?? 'cert-manager',
    trustNamespace: context.trustNamespace ?? 'cert-manager',
    rootNamespace: context.rootNamespace ?? context.istio?.rootNamespace ?? DEFAULT_SETTINGS.rootNamespace,
  };
}

/** One thing that can be wrong, and how to see it. */
export interface Rule {
  /** Stable for ever: it appears in pipelines and acknowledgements. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, in a few words. */
  readonly title: string;
  /** Why it matters: the outage or the leak it leads to, with its source. */
  readonly explanation: string;
  /** Finds every violation. */
  check(inventory: Inventory, context: RuleContext): Iterable<Violation>;
}

/** One violation of a rule. */
export interface Violation {
  /** The object to change. */
  readonly object: SourcedManifest;
  /** The field of it that is wrong, as a path. */
  readonly field?: string;
  /** Other objects concerned. */
  readonly others?: SourcedManifest[];
  /** The port that refuses somebody, where an exception for it would let them in. */
  readonly refusing?: { readonly workload: Workload; readonly port: number };
  readonly message: string;
  readonly fix: string;
}

/** The finding that reports a violation. */
export function toFinding(rule: Rule, violation: Violation): Finding {
  const { object, others = [], field, message, fix } = violation;
  return {
    code: rule.code,
    severity: rule.severity,
    message,
    fix,
    objects: [referenceTo(object.manifest, field), ...others.map(other => referenceTo(other.manifest))],
    origin: object.origin,
  };
}
