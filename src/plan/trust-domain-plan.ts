import { guardsOf } from './guards';
import { ChangePlan, Edit, NextStep, WayBack } from './plan';
import { stagesOf } from './stages';
import { agentsOf, atOnce } from './waits';
import { RecordedChange, subjectOf } from '../analysis/change/change-type';
import { rootRecordOf } from '../analysis/change/root-rotations';
import type { State } from '../analysis/diff/world';
import { clusterOf } from '../analysis/rule';
import { trustGraph } from '../analysis/trust/trust-graph';
import { TRUST_DOMAIN_PHASES, TrustDomainPhase } from '../core/change/trust-domain-phase';
import { TrustDomainRecord } from '../core/change/trust-domain-record';
import { isChanging, TrustDomainStanding } from '../core/change/trust-domain-step';
import { describeDuration } from '../core/go-duration';
import { shellWord } from '../core/shell-word';
import { confinedTo } from '../gates/trust-domain-gates';

/** Where the change of a trust domain stands, and how it goes on; nothing where none is under way. */
export function trustDomainPlan(change: RecordedChange<TrustDomainStanding>, state: State): ChangePlan[] {
  const { record } = change;
  if (!isChanging(record)) {
    return [];
  }
  return [{
    ...subjectOf(change),
    stages: stagesOf<TrustDomainPhase>(TRUST_DOMAIN_PHASES, record.phase),
    standing: standingOf(record),
    next: nextStep(record, state),
    back: wayBack(record),
  }];
}

function standingOf({ phase, from, to }: TrustDomainRecord): string {
  switch (phase) {
    case TrustDomainPhase.ANNOUNCE:
      return `identities of ${from} are issued; those of ${to} are taken for the same`;
    case TrustDomainPhase.SWITCH_OVER:
      return `identities of ${to} are issued; those of ${from} are taken for the same`;
    default:
      return `identities of ${to} alone are issued and taken`;
  }
}

function nextStep(record: TrustDomainRecord, state: State): NextStep {
  const { phase, from, to } = record;
  const agents = agentsOf(rootRecordOf(record.chain, state) ?? {});
  switch (phase) {
    case TrustDomainPhase.ANNOUNCE:
      return {
        stage: TrustDomainPhase.SWITCH_OVER,
        effect: `identities of ${to} are issued. A sidecar that runs goes on asking for one of ${from}, which istio-csr refuses from now on, until its pod is restarted`,
        edit: {
          ...exchanged(record, TrustDomainPhase.SWITCH_OVER),
          note: `Upgrade istiod and istio-csr with their new values in the same change, and restart all pods of the mesh within ${describeDuration(agents.renewBefore)}, before the first certificate ends that cannot be renewed.`,
        },
        guards: guardsOf({ stage: 'switch-over', change: record }, state, { commands: { 'confined-reissued': renewals(record, state) } }),
        wait: atOnce('istiod tells proxies within seconds'),
      };
    case TrustDomainPhase.SWITCH_OVER:
      return {
        stage: TrustDomainPhase.SETTLE,
        effect: `identities of ${from} are refused from then on`,
        edit: exchanged(record, TrustDomainPhase.SETTLE),
        guards: guardsOf({ stage: 'settle', change: record }, state, {
          commands: {
            'no-old-identity': [`sum by (source_workload_namespace, source_workload) (increase(istio_requests_total{source_principal=~"spiffe://${from.replaceAll('.', '[.]')}/.*"}[1h])) > 0   (the answer must be empty)`],
            'agents-reissued': [`istioctl proxy-config secret <pod> -n <namespace> -o json   (each line must name ${to})`],
          },
        }),
        wait: { least: agents.lifetime, why: `the last certificate with an identity of ${from} has ended by then` },
      };
    default:
      return {
        stage: TrustDomainPhase.STEADY,
        effect: 'nothing but the record of the change goes',
        edit: {
          remove: [`trustDomain: ${JSON.stringify(from)},`, valueOf(record, phase)],
          add: [`trustDomain: ${JSON.stringify(to)},`],
        },
        guards: guardsOf({ stage: 'trust-domain-steady', change: record }, state),
        wait: atOnce('until then, going back is possible'),
      };
  }
}

/** How intermediates are issued again that may sign identities of some trust domains alone. */
function renewals({ to }: TrustDomainRecord, { inventory, context }: State): string[] {
  return confinedTo(to, trustGraph(inventory, clusterOf(context)))
    .map(({ certificate: { object, namespace } }) => `cmctl renew ${shellWord(object.manifest.metadata.name)} --namespace ${shellWord(namespace)}`);
}

function wayBack(record: TrustDomainRecord): WayBack {
  const { phase, from } = record;
  switch (phase) {
    case TrustDomainPhase.ANNOUNCE:
      return { isSafe: true, statement: 'safe: no identity of the new domain was ever issued', edit: { remove: [valueOf(record, phase)], add: [] } };
    case TrustDomainPhase.SWITCH_OVER:
      return {
        isSafe: true,
        statement: `safe: both are taken. Pods that were restarted must be so again, to ask for identities of ${from}`,
        edit: exchanged(record, TrustDomainPhase.ANNOUNCE),
      };
    default:
      return { isSafe: true, statement: `safe: identities of ${from} are taken again`, edit: exchanged(record, TrustDomainPhase.SWITCH_OVER) };
  }
}

function valueOf({ from, to }: TrustDomainRecord, phase: TrustDomainPhase): string {
  const factory = phase === TrustDomainPhase.SWITCH_OVER ? 'switchOver' : phase;
  return `trustDomainChange: TrustDomainChange.${factory}({ from: ${JSON.stringify(from)}, to: ${JSON.stringify(to)} }),`;
}

function exchanged(record: TrustDomainRecord, phase: TrustDomainPhase): Edit {
  return { remove: [valueOf(record, record.phase)], add: [valueOf(record, phase)] };
}
