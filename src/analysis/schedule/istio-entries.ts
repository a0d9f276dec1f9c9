import { assumedLife } from './assumed-life';
import { IstioCsrSettings } from './istio-csr';
import { IstioEnvironment } from './istio-environment';
import { agentRenewal, istiodRootRenewal } from './istio-renewal';
import { shownLife } from './known-life';
import { Validity } from './renewal-time';
import { Entry, Life } from './scheduled-certificate';
import { Signer, signerInSecret, signerOf } from './signers';
import { describeDuration, parseGoDuration } from '../../core/go-duration';
import { Inventory } from '../inventory';
import { IssuerNode, TrustGraph } from '../trust/trust-graph';

/** What the schedule must know of a mesh of Istio. */
export interface IstioMeshFacts {
  readonly rootNamespace: string;
  readonly agent: IstioEnvironment;
  readonly istiod: IstioEnvironment;
  /** The address of the CA; the empty text for istiod. */
  readonly caAddress: string;
  readonly istioCsr?: IstioCsrSettings;
}

const ROOT = 'istio/root';
const SECOND = 1_000;

/** The certificates that Istio makes or asks for by itself: of its workloads, of istiod, of istio-csr, and the root that istiod makes. */
export function istioEntries(inventory: Inventory, graph: TrustGraph, facts: IstioMeshFacts, now: number): Entry[] {
  if (facts.istioCsr) {
    return istioCsrEntries(graph, facts, facts.istioCsr, now);
  }
  if (facts.caAddress !== '') {
    return [workloads(facts, { issuer: `the CA at ${facts.caAddress}` }, now, ['the CA may give less than is asked for'])];
  }
  if (facts.istiod.text('ENABLE_CA_SERVER') === 'false') {
    return [workloads(facts, { issuer: 'not known: istiod does not sign' }, now, ['the CA may give less than is asked for'])];
  }
  if (facts.istiod.text('EXTERNAL_CA') !== undefined) {
    return [workloads(facts, { issuer: 'the CA behind CertificateSigningRequests' }, now, ['the CA may give less than is asked for'])];
  }
  return istiodEntries(inventory, graph, facts, now);
}

function istioCsrEntries(graph: TrustGraph, facts: IstioMeshFacts, csr: IstioCsrSettings, now: number): Entry[] {
  const issuer = csr.issuer && graph.issuerReferred(csr.issuer, csr.namespace);
  const signer = issuer ? signerOf(issuer, graph) : { issuer: 'not known: istio-csr is told at run time' };
  const most = parseGoDuration(csr.maxDuration);
  const asked = facts.agent.duration('SECRET_TTL');
  const notes = most === undefined
    ? [`maxCertificateDuration ${JSON.stringify(csr.maxDuration)} is not a duration: istio-csr does not start`]
    : asked > most ? [`SECRET_TTL is ${describeDuration(asked)}, of which istio-csr gives ${describeDuration(most)}`] : [];
  const ofIstiod = csr.istiod && graph.issuance.writersOf(facts.rootNamespace, 'istiod-tls').length === 0 ? csr.istiod : undefined;
  return [
    workloads(facts, signer, now, notes, issuer, Math.min(asked, most ?? asked)),
    servingEntry(csr, signer, now),
    ...ofIstiod ? [istiodBehindIstioCsr(ofIstiod, signer, issuer, now)] : [],
  ];
}

/** istio-csr asks for its next own certificate after two thirds of the time that is left of this one. */
function servingEntry({ servingDuration }: IstioCsrSettings, signer: Signer, now: number): Entry {
  const duration = parseGoDuration(servingDuration);
  const renewed = now + (duration ?? 0) * 2 / 3;
  return {
    id: 'istio/istio-csr',
    title: 'istio-csr itself',
    tier: 'leaf',
    ...signer,
    ...duration === undefined ? {} : { life: { basis: 'assumed', issued: now, expires: now + duration, renewal: { kind: 'automatic', from: renewed, to: renewed } } },
    notes: duration === undefined ? [`certificateDuration ${JSON.stringify(servingDuration)} is not a duration`] : [],
  };
}

function istiodBehindIstioCsr(spec: NonNullable<IstioCsrSettings['istiod']>, signer: Signer, issuer: IssuerNode | undefined, now: number): Entry {
  const { life, notes } = assumedLife({ ...spec }, issuer, now);
  return { id: 'istio/istiod', title: 'istiod itself', tier: 'leaf', ...signer, ...life ? { life } : {}, notes };
}

/** Where istiod signs: with the CA in the Secret `cacerts` of its namespace, else with a root that it makes. */
function istiodEntries(inventory: Inventory, graph: TrustGraph, facts: IstioMeshFacts, now: number): Entry[] {
  const { rootNamespace, istiod, agent } = facts;
  const cacerts = { namespace: rootNamespace, name: 'cacerts' };
  const isPluggedIn = graph.issuance.writersOf(rootNamespace, 'cacerts').length > 0 || inventory.find('', 'Secret', rootNamespace, 'cacerts') !== undefined;
  const signer: Signer = { issuer: isPluggedIn ? 'istiod, with Secret cacerts' : 'istiod', signer: isPluggedIn ? signerInSecret(cacerts, graph) : ROOT };
  const asked = agent.duration('SECRET_TTL');
  const most = istiod.duration('MAX_WORKLOAD_CERT_TTL');
  const notes = asked > most ? [`istiod refuses every request: SECRET_TTL is ${describeDuration(asked)}, MAX_WORKLOAD_CERT_TTL ${describeDuration(most)}`] : [];
  const lifetime = asked >= SECOND ? asked : istiod.duration('DEFAULT_WORKLOAD_CERT_TTL');
  return [
    ...isPluggedIn ? [] : [ownRoot(inventory, facts, now)],
    workloads(facts, signer, now, [...notes, ...istiod.notes], undefined, lifetime),
    {
      id: 'istio/istiod',
      title: 'istiod itself',
      tier: 'leaf',
      ...signer,
      followsSigner: true,
      notes: ['istiod makes itself a new one whenever its CA changes'],
    },
  ];
}

function ownRoot(inventory: Inventory, { rootNamespace, istiod }: IstioMeshFacts, now: number): Entry {
  const secret = inventory.find('', 'Secret', rootNamespace, 'istio-ca-secret');
  const shown = secret && shownLife(secret, 'ca-cert.pem');
  const validity: Validity = shown ?? { notBefore: now, notAfter: now + istiod.duration('CITADEL_SELF_SIGNED_CA_CERT_TTL') };
  const renewal = istiodRootRenewal(validity, {
    interval: istiod.duration('CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL'),
    gracePercentile: istiod.number('CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE'),
  });
  return {
    id: ROOT,
    title: "istiod's own root",
    object: { kind: 'Secret', namespace: rootNamespace, name: 'istio-ca-secret' },
    tier: 'root',
    issuer: 'itself',
    life: { basis: shown?.basis ?? 'assumed', issued: validity.notBefore, expires: validity.notAfter, renewal },
    notes: [],
  };
}

/** The certificates of workloads, which all live equally long; unless it is known, as long as the agents ask for. */
function workloads({ agent }: IstioMeshFacts, signer: Signer, now: number, notes: readonly string[], issuer?: IssuerNode, lifetime = agent.duration('SECRET_TTL')): Entry {
  const grace = { ratio: agent.number('SECRET_GRACE_PERIOD_RATIO'), jitter: agent.number('SECRET_GRACE_PERIOD_RATIO_JITTER') };
  // What the issuer makes of the request; the agent then looks at the end of what it got.
  const given = issuer && assumedLife({ duration: `${lifetime}ms`, issuerRef: { group: groupOf(issuer) } }, issuer, now);
  const expires = given?.life?.expires ?? now + lifetime;
  const life: Life = { basis: 'assumed', issued: now, expires, renewal: agentRenewal({ notBefore: now, notAfter: expires }, grace) };
  return { id: 'istio/workloads', title: 'sidecars of the mesh', tier: 'leaf', ...signer, life, notes: [...notes, ...given?.notes ?? [], ...agent.notes] };
}

function groupOf({ id, type }: IssuerNode): string | undefined {
  return type === 'external' ? id.slice(id.indexOf('.') + 1, id.indexOf('/')) : undefined;
}
