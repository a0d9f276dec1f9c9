import { Answers, Sample } from './gate';
import { append } from '../core/multi-map';

/** What sidecars count: requests where they understand the protocol, else connections. */
export const CALLS = [
  { metric: 'istio_requests_total', noun: 'request' },
  { metric: 'istio_tcp_connections_opened_total', noun: 'connection' },
] as const;

export const SOURCE = { namespace: 'source_workload_namespace', workload: 'source_workload' } as const;
export const DESTINATION = { namespace: 'destination_workload_namespace', workload: 'destination_workload' } as const;

/** How Istio writes what it does not know. */
const UNKNOWN = 'unknown';

/** `shop/web` of the labels of a call; without them, what is known of who it is. */
export function workloadIn(labels: ReadonlyMap<string, string>, { namespace, workload }: typeof SOURCE | typeof DESTINATION): string {
  const [home, name] = [labels.get(namespace) || UNKNOWN, labels.get(workload) || UNKNOWN];
  return home === UNKNOWN && name === UNKNOWN ? 'unknown' : `${home}/${name}`;
}

const indexes = new WeakMap<Answers[number], ReadonlyMap<string, readonly Sample[]>>();

/** The series of an answer by the namespace that is called; sorted once for all gates that share the answer. */
export function byCalledNamespace(samples: Answers[number]): ReadonlyMap<string, readonly Sample[]> {
  const known = indexes.get(samples);
  if (known) {
    return known;
  }
  const index = new Map<string, Sample[]>();
  for (const sample of samples) {
    append(index, sample.labels.get(DESTINATION.namespace) ?? '', sample);
  }
  indexes.set(samples, index);
  return index;
}
