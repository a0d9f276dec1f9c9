import { bundleDifferences } from './bundle-differences';
import { concernsTrust } from './concern';
import { DifferenceSeverity, TrustDifference } from './difference';
import { issuerDifferences } from './issuer-differences';
import { rootDifferences } from './root-differences';
import { signersInBundles, stepDifferences, unrecorded } from './step-differences';
import { settingsOf, State, Worlds } from './world';
import { trustDomainSetsOf } from '../../core/change/trust-domain-record';
import { isChanging } from '../../core/change/trust-domain-step';
import { Severity } from '../../core/finding';
import { trustDomainChanges } from '../change/trust-domain-changes';
import { IstioSettings } from '../istio/settings';
import { referenceTo } from '../manifest';
import { clusterOf } from '../rule';
import { TrustGraph, trustGraph } from '../trust/trust-graph';

/** Who vouches for whom in the two states. */
export interface TrustStates {
  readonly before: TrustGraph;
  readonly after: TrustGraph;
}

/** In what two states differ about who vouches for whom: first what breaks, then what is only news. */
export function trustDifferences(worlds: Worlds): TrustDifference[] {
  const { states: [before, after] } = worlds;
  const graphs = concernsTrust(worlds) ? graphsOf(before, after) : undefined;
  const steps = [...stepDifferences(before, after), ...graphs ? signersInBundles(before, after) : []];
  const differences = [
    ...steps,
    ...steps.some(({ kind }) => kind === 'switched-before-announced') ? [] : trustDomainDifference(before, after),
    ...graphs ? [...unrecorded(rootDifferences(graphs), steps), ...bundleDifferences(graphs, after.inventory), ...issuerDifferences(graphs)] : [],
  ];
  const order: readonly DifferenceSeverity[] = [Severity.ERROR, Severity.WARNING, 'info'];
  return differences.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function graphsOf(...states: readonly [before: State, after: State]): TrustStates {
  const [before, after] = states.map(({ inventory, context }) => trustGraph(inventory, clusterOf(context)));
  return { before, after };
}

/**
 * Certificates of before are of the old trust domain until their pods are restarted, and proxies that were told of the
 * new one take it only if it is an alias. Where one state says nothing and the other one has policies that name a trust
 * domain, it was that one all the time. Where nobody tells of the mesh, a recorded change is believed to have told istiod
 * of the alias, which whoever deploys it has to see for themselves.
 */
function trustDomainDifference(before: State, after: State): TrustDifference[] {
  const [old, next] = [before, after].map(settingsOf);
  const isSilent = ({ context }: State, { trustDomainIsTaken }: IstioSettings): boolean => !trustDomainIsTaken && !context.istio?.trustDomain;
  const isGuess = (old.trustDomainIsTaken && isSilent(after, next)) || (next.trustDomainIsTaken && isSilent(before, old));
  const [from, to] = [old.trustDomain, next.trustDomain];
  const isRecorded = next.trustDomainIsTaken && trustDomainChanges.changesIn(after)
    .some(({ record }) => isChanging(record) && [from, to].every(domain => trustDomainSetsOf(record).trusted.has(domain)));
  const configuration = after.inventory.find('', 'ConfigMap', clusterOf(after.context).rootNamespace, 'istio');
  return isGuess || isRecorded || from === to || next.trustDomainAliases.includes(from) ? [] : [{
    kind: 'trust-domain-without-alias',
    severity: Severity.ERROR,
    message: `the trust domain changes from ${from} to ${to}, and ${from} is no alias of it: until every pod is restarted, those with the new identity and those with the old one refuse each other`,
    fix: `Add ${JSON.stringify(from)} to trustDomainAliases in the mesh's configuration, and take it out when no pod has an identity of ${from} any more.`,
    objects: configuration ? [referenceTo(configuration.manifest, 'data.mesh')] : [],
  }];
}
