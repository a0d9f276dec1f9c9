import { agentLifetime } from './agents';
import { Coverage, coverageGates } from './coverage-gates';
import { Gate, GateSettings, judged } from './gate';
import { hasSidecars, meshWorkloads } from './mesh-workloads';
import { oldIdentityGate } from './old-identity-gate';
import { agentsGate, certificatesGate, presentedGate, subjectOf } from './reissue-gates';
import { sinceDeployed } from './since';
import { TrustDomainStep } from './steps';
import { strictScope } from './strict-scope';
import { presentingThrough, SignedCertificate } from './through-issuers';
import { rootRecordOf } from '../analysis/change/root-rotations';
import { textsAt } from '../analysis/fields';
import { Inventory } from '../analysis/inventory';
import { clusterOf, RuleContext } from '../analysis/rule';
import { USUAL_AGENT } from '../analysis/schedule/istio-environment';
import { TrustGraph, trustGraph } from '../analysis/trust/trust-graph';
import { workloadTimes } from '../core/change/root-rotation-record';
import { TrustDomainPhase } from '../core/change/trust-domain-phase';
import { TrustDomainRecord } from '../core/change/trust-domain-record';
import { describeDuration } from '../core/go-duration';

/** To believe that nobody has an identity of the old domain. */
const OF_IDENTITIES: Coverage = {
  name: 'identity-coverage',
  question: 'Is it known whose calls are to be seen?',
  none: 'no workload with a sidecar is among them: give those of the workloads too',
};

/** What must be true before the change of a trust domain goes on to a stage. */
export function trustDomainGates({ stage, change }: TrustDomainStep, inventory: Inventory, context: RuleContext, settings: GateSettings): Gate[] {
  switch (stage) {
    case 'switch-over':
      return switchOverGates(change, inventory, context, settings);
    case 'settle':
      return settleGates(change, inventory, context, settings);
    case 'trust-domain-steady':
      return [];
  }
}

/** Whether everybody takes the new domain, and can get its identities: before they are issued. */
function switchOverGates(change: TrustDomainRecord, inventory: Inventory, context: RuleContext, settings: GateSettings): Gate[] {
  const { chain, to } = change;
  const { renewBefore } = workloadTimes(rootRecordOf(chain, { inventory, context }) ?? {}) ?? USUAL_AGENT;
  const time = describeDuration(renewBefore);
  return [
    byHand(chain, {
      name: 'aliases-known',
      question: `Has istiod been upgraded with ${to} among trustDomainAliases, and told all proxies?`,
      checks: ['istioctl proxy-status'],
      unknown: 'no metric says which trust domains it takes for its own',
    }),
    ...certificatesGate(
      { name: 'confined-reissued', scope: chain, question: `Is each intermediate that is confined to trust domains issued again since it may sign for ${to}? A new constraint alone is no reason for cert-manager to do so.` },
      confinedTo(to, trustGraph(inventory, clusterOf(context))),
      sinceDeployed(TrustDomainPhase.ANNOUNCE, `chain "${chain}"`, settings),
      settings,
    ),
    byHand(chain, {
      name: 'restarts-possible',
      question: `Can all pods of the mesh be restarted within ${time}?`,
      checks: [],
      unknown: `no metric says whether they can, in ${time}`,
    }),
  ];
}

/** Whether nobody has an identity of the old domain any more: before those are refused. */
function settleGates(change: TrustDomainRecord, inventory: Inventory, context: RuleContext, settings: GateSettings): Gate[] {
  const { chain, from, to } = change;
  const root = rootRecordOf(chain, { inventory, context });
  const graph = trustGraph(inventory, clusterOf(context));
  const since = sinceDeployed(TrustDomainPhase.SWITCH_OVER, `chain "${chain}"`, settings);
  const presenting = presentingThrough((root?.trusts ?? []).map(slot => `${chain}-root-${slot}`), graph);
  const isMesh = hasSidecars(inventory, context);
  const presented = `Does everybody who mounts a certificate present one with an identity of ${to}?`;
  return [
    ...isMesh ? [
      oldIdentityGate(change, settings),
      ...coverageGates(strictScope(undefined, [], inventory, context), OF_IDENTITIES, settings),
      agentsGate(
        { name: 'agents-reissued', scope: chain, question: `Has every sidecar a certificate that was issued since none is issued for ${from}?` },
        since, meshWorkloads(inventory, context), agentLifetime(root ?? {}, settings), settings,
      ),
    ] : [],
    ...certificatesGate(
      { name: 'certificates-reissued', scope: chain, question: `Is every Certificate with an identity issued again since none is issued for ${from}?` },
      withIdentity(to, graph), since, settings,
      withIdentity(from, graph).map(({ certificate }) => ({ subject: subjectOf(certificate), problem: `names an identity of ${from} in spec.uris` })),
    ),
    ...presentedGate(chain, presenting, presented),
    ...isMesh || presenting.length > 0 ? [] : [byHand(chain, {
      name: 'certificates-loaded', question: presented, checks: [], unknown: 'nothing among the manifests presents a certificate of it, and no metric says who does',
    })],
    byHand(chain, {
      name: 'old-domain-unnamed',
      question: `Is ${from} in none of your own policies, and taken by nobody outside the mesh?`,
      checks: [`kubectl get authorizationpolicies -A -o yaml | grep -F ${from}`],
      unknown: `no metric says who else names ${from}`,
    }),
  ];
}

/** A gate that somebody has to look at. */
function byHand(chain: string, { unknown, ...gate }: Pick<Gate, 'name' | 'question' | 'checks'> & { readonly unknown: string }): Gate {
  return { ...gate, scope: chain, queries: [], judge: () => judged('', [], [{ subject: `chain "${chain}"`, problem: unknown }]) };
}

/** Intermediates that may sign identities of some trust domains alone: until they are issued again, as their constraint was before. */
export function confinedTo(domain: string, graph: TrustGraph): SignedCertificate[] {
  return graph.certificates().filter(({ isCA, spec }) => isCA && textsAt(spec, 'nameConstraints', 'permitted', 'uriDomains').includes(domain))
    .map(certificate => ({ certificate }));
}

/** What has an identity of a trust domain. */
function withIdentity(domain: string, graph: TrustGraph): SignedCertificate[] {
  return graph.certificates().filter(({ spec }) => textsAt(spec, 'uris').some(uri => uri.startsWith(`spiffe://${domain}/`))).map(certificate => ({ certificate }));
}
