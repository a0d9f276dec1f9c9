import { decisiveReason } from '../../analysis/diff/decisive';
import { Diff, Difference, DifferenceSeverity, differencesOf, FlowDifference, ServerDifference, Transition } from '../../analysis/diff/difference';
import { Severity } from '../../core/finding';
import { Reason } from '../../core/flow';
import { Problem } from '../check/report';
import { PlaceOf, shortName } from '../objects';
import { VERDICT_NAMES } from '../verdicts';

/** In what two states of the manifests differ. */
export interface DiffReport {
  readonly diff: Diff;
  /** Where an object is written: after the change, or before it where it is gone. */
  readonly placeOf: PlaceOf;
  /** What could not be read, and so was not compared. */
  readonly problems: readonly Problem[];
}

/** Calls of which the same is to be said: what happens to them, why, and what to do about it. */
export interface Group {
  readonly severity: DifferenceSeverity;
  /** `mutual TLS → plaintext`, or `refused until the pods are restarted`. */
  readonly what: string;
  readonly why?: Reason;
  readonly fix?: string;
  /** `shop/web → shop/cart:80`, each. */
  readonly calls: readonly string[];
  readonly first: Difference;
}

/** A part of a report under its heading. */
export interface Section {
  readonly title: string;
  readonly groups: readonly Group[];
}

/** What becomes of calls, the worst first, with what has the same reason put together. */
export function sectionsOf({ flows, servers, transitions }: Diff): Section[] {
  const isNews = ({ kind, severity }: FlowDifference): boolean => severity === 'info' && (kind === 'flow-gained' || kind === 'flow-lost');
  const isBetter = ({ kind, severity }: FlowDifference): boolean => kind === 'flow-served' || severity === 'info';
  const changed = flows.filter(flow => !isNews(flow));
  const sections = [
    { title: 'Gets worse', groups: [...changed.filter(flow => !isBetter(flow)).map(ofFlow), ...servers.filter(({ kind }) => kind === 'server-opened').map(ofServer)] },
    { title: 'Fails while rolling out', groups: transitions.map(ofTransition) },
    { title: 'Gets better', groups: [...changed.filter(isBetter).map(ofFlow), ...servers.filter(({ kind }) => kind === 'server-closed').map(ofServer)] },
    { title: 'New and gone', groups: flows.filter(isNews).map(ofFlow) },
  ];
  return sections.map(({ title, groups }) => ({ title, groups: joined(groups) })).filter(({ groups }) => groups.length > 0);
}

/** How many differences are this bad. */
export function numberOf(severity: DifferenceSeverity, diff: Diff): number {
  return differencesOf(diff).filter(difference => difference.severity === severity).length;
}

const BY_SEVERITY: readonly DifferenceSeverity[] = [Severity.ERROR, Severity.WARNING, 'info'];

/** Groups of which the same is to be said as one. */
function joined(groups: readonly Group[]): Group[] {
  const known = new Map<string, Group & { readonly calls: string[] }>();
  for (const group of groups) {
    const { severity, what, why, fix } = group;
    const key = JSON.stringify([severity, what, why, fix]);
    const same = known.get(key);
    if (same) {
      same.calls.push(...group.calls);
    } else {
      known.set(key, { ...group, calls: [...group.calls] });
    }
  }
  return [...known.values()].sort((a, b) => BY_SEVERITY.indexOf(a.severity) - BY_SEVERITY.indexOf(b.severity));
}

function ofFlow(flow: FlowDifference): Group {
  const { before, after, severity, fix, kind } = flow;
  const [from, to] = [before, after].map(state => state && VERDICT_NAMES[state.verdict]);
  const moreOrFewer = kind === 'flow-refused' ? 'refused at more of the workloads behind it' : 'refused at fewer of the workloads behind it';
  const what = from === undefined ? `new: ${to}` : to === undefined ? `gone: ${from} before` : from === to ? moreOrFewer : `${from} → ${to}`;
  return { severity, what, why: severity === 'info' ? undefined : decisiveReason(after?.because), fix, calls: [callOf(flow)], first: flow };
}

function ofServer(server: ServerDifference): Group {
  const { kind, severity, because, port } = server;
  const isOpen = kind === 'server-opened';
  return {
    severity,
    what: isOpen ? 'refused → plaintext, for callers without an identity' : 'plaintext → refused, for callers without an identity',
    why: isOpen ? decisiveReason(because) : undefined,
    calls: [`anyone → ${shortName(server.server)}:${port}`],
    first: server,
  };
}

function ofTransition(transition: Transition): Group {
  const { orders, fix, severity } = transition;
  // Whoever applies everything at once has the policies first.
  const usual = orders.find(({ safe }) => !safe)!;
  const what = `${usual.order === 'policies-first' ? '' : 'if the workloads come first: '}${VERDICT_NAMES[usual.verdict!]} ${usual.moment}`;
  return { severity, what, why: decisiveReason(usual.because), fix, calls: [callOf(transition)], first: transition };
}

function callOf({ client, server, port }: Pick<FlowDifference, 'client' | 'server' | 'port'>): string {
  return `${shortName(client)} → ${shortName(server)}:${port}`;
}
