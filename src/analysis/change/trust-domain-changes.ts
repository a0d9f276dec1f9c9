import { ChangeType, RecordedChange, recordsOf } from './change-type';
import { rootRotations } from './root-rotations';
import { TrustDomainPhase } from '../../core/change/trust-domain-phase';
import { readTrustDomainChange, TRUST_DOMAIN_CHANGE_ANNOTATION, TrustDomainRecord } from '../../core/change/trust-domain-record';
import { isChanging, SteadyTrustDomain, TrustDomainStanding, trustDomainStepProblems } from '../../core/change/trust-domain-step';
import { Severity } from '../../core/finding';
import { fieldAt } from '../fields';
import { Inventory } from '../inventory';
import { trustDomainInPolicies } from '../istio/trust-domain';
import { TRUST_MANAGER } from '../trustmanager/kinds';

/** The trust domains of chains, as their Bundles record a change; without one, the trust domain that is known of the mesh. */
export const trustDomainChanges: ChangeType<TrustDomainStanding> = {
  changesIn(state) {
    const { trustDomain: domain, trustDomainAliases: aliases = [] } = state.context.istio ?? {};
    const named = state.inventory.view(trustDomainInPolicies);
    const steady: SteadyTrustDomain = {
      phase: TrustDomainPhase.STEADY, aliases, ...domain !== undefined ? { domain } : named !== undefined ? { named } : {},
    };
    const isSteady = ({ object }: RecordedChange<unknown>): boolean => fieldAt(object?.manifest, 'metadata', 'annotations', TRUST_DOMAIN_CHANGE_ANNOTATION) === undefined;
    return [
      ...recordsIn(state.inventory).records.map(({ record, object }) => ({ subject: subjectOf(record.chain), record, object })),
      ...rootRotations.changesIn(state).filter(isSteady)
        .map(({ record, object }) => ({ subject: subjectOf(record.chain), record: steady, object, isImplied: true })),
    ];
  },

  problemsIn(state) {
    return recordsIn(state.inventory).unreadable;
  },

  stageOf(standing) {
    return isChanging(standing) ? `${standing.phase}, from ${standing.from} to ${standing.to}` : standing.domain ?? standing.named ?? standing.phase;
  },

  stepProblems(before, after) {
    return before ? trustDomainStepProblems(before.record, after.record).map(problem => ({ ...problem, severity: Severity.ERROR })) : [];
  },
};

function subjectOf(chain: string): string {
  return `trust domain of chain "${chain}"`;
}

function recordsIn(inventory: Inventory): ReturnType<typeof recordsOf<TrustDomainRecord>> {
  return recordsOf(inventory.ofKind(TRUST_MANAGER, 'Bundle'), TRUST_DOMAIN_CHANGE_ANNOTATION, readTrustDomainChange);
}
