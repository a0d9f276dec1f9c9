import { Cluster, configurationOf } from './cluster';
import { meshTrust, MeshTrust } from './mesh-trust';
import { identityOf, isSameRoot, presentedBy } from './root-identity';
import { Reason } from '../../core/flow';
import { settingsOf } from '../diff/world';
import { referenceTo, SourcedManifest } from '../manifest';

/** Whether one cluster takes the certificates of another, and why; undefined if the manifests do not say. */
export interface Acceptance {
  readonly accepted: boolean | undefined;
  readonly because: Reason;
  /** The cluster whose object the reason names. */
  readonly objectOf: Cluster;
}

const known = new WeakMap<Cluster, MeshTrust>();

/** What is known of the trust in a cluster, made once. */
export function trustOf(cluster: Cluster): MeshTrust {
  const trust = known.get(cluster) ?? meshTrust(cluster);
  known.set(cluster, trust);
  return trust;
}

/** The object to change where a cluster is to trust another root. */
export function objectOfTrust(cluster: Cluster): SourcedManifest | undefined {
  const { trustedBy, signs } = trustOf(cluster);
  return trustedBy ?? signs?.object ?? configurationOf(cluster);
}

/** Whether a cluster trusts the root under which the certificates of another one are. */
export function acceptsRoot(truster: Cluster, presenter: Cluster): Acceptance {
  const [ours, theirs] = [trustOf(truster), trustOf(presenter)];
  const presented = presentedBy(theirs, presenter);
  if (!theirs.signs || presented.length === 0) {
    const statement = `the root of ${presenter.name} is not known: ${theirs.because.statement}`;
    return { accepted: undefined, because: { ...theirs.because, statement }, objectOf: presenter };
  }
  const answers = presented.map(root => {
    const same = [...ours.trusts, ...ours.besides ?? []].map(trusted => isSameRoot(identityOf(trusted, truster), root));
    return same.includes(true) || (same.includes(undefined) || !ours.complete ? undefined : false);
  });
  const accepted = answers.every(answer => answer === answers[0]) ? answers[0] : undefined;
  const object = ours.trustedBy ? referenceTo(ours.trustedBy.manifest) : ours.because.object;
  const root = `the certificates of ${presenter.name} are under ${theirs.signs.description}`;
  const by = presented.some(({ kind }) => kind === 'made') ? ' by its subject: the manifests do not show its key' : '';
  const statement = accepted === true
    ? `${root}, which ${truster.name} trusts${by}`
    : accepted === false
      ? `${root}, which ${truster.name} does not trust`
      : `${root}: whether ${truster.name} trusts it, the manifests do not say`;
  return { accepted, because: { statement, ...object ? { object } : {} }, objectOf: truster };
}

/**
 * Whether a server of one cluster takes identities of another one's trust domain.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/networking/plugin/authn/util.go (TrustDomainsForValidation)
 */
export function serverAcceptsTrustDomain(server: Cluster, client: Cluster): Acceptance {
  const { trustDomain, trustDomainAliases, caCertificates } = settingsOf(server);
  return acceptance(server, client, [trustDomain, ...trustDomainAliases, ...caCertificates.flatMap(({ trustDomains }) => trustDomains)], false);
}

/**
 * Whether a client of one cluster takes servers of another one's trust domain. It expects the service accounts behind a
 * Service, in its own trust domain and the aliases of it; in another one only if its istiod can read that in the other cluster.
 *
 * @see https://github.com/istio/istio/blob/1.30.3/pilot/pkg/model/push_context.go (addServiceAccounts)
 */
export function clientAcceptsTrustDomain(client: Cluster, server: Cluster): Acceptance {
  const { trustDomain, trustDomainAliases } = settingsOf(client);
  return acceptance(client, server, [trustDomain, ...trustDomainAliases], undefined);
}

function acceptance(truster: Cluster, presenter: Cluster, taken: readonly string[], otherwise: false | undefined): Acceptance {
  const [own, other] = [truster, presenter].map(cluster => settingsOf(cluster).trustDomain);
  const accepted = taken.includes(other) || otherwise;
  const statement = accepted && own === other ? sameTrustDomain(truster, presenter, own) : differentTrustDomain(truster, presenter, accepted);
  return { accepted, because: { statement }, objectOf: truster };
}

function sameTrustDomain(a: Cluster, b: Cluster, trustDomain: string): string {
  const assumed = [a, b].filter(({ trustDomainIsAssumed }) => trustDomainIsAssumed).map(({ name }) => name);
  return assumed.length > 0
    ? `no mesh configuration is among the manifests of ${assumed.join(' and ')}: the trust domain there is taken to be ${trustDomain} too`
    : `both clusters are of the trust domain ${trustDomain}`;
}

function differentTrustDomain(truster: Cluster, presenter: Cluster, accepted: boolean | undefined): string {
  const [own, other] = [truster, presenter].map(cluster => settingsOf(cluster).trustDomain);
  if (accepted) {
    return `${truster.name} takes identities of ${other}, an alias of its own trust domain`;
  }
  const unless = accepted === undefined ? ', unless its istiod reads it in the configuration of the other cluster' : '';
  return `the identities of ${presenter.name} are of the trust domain ${other}, which is no alias of ${own} in ${truster.name}${unless}`;
}
