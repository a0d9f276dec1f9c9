import { meshView } from './mesh';
import { within } from '../field-problem';
import { fieldAt, integerAt, listAt, textAt, textMapAt, textsAt } from '../fields';
import { Inventory } from '../inventory';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Registry } from '../network/registry';
import { Labels, SelectorIndex } from '../selector-index';
import { Workload, workloads } from '../workloads';

/** A port of a workload from which Prometheus reads metrics in plaintext. */
export interface Scrape {
  /** What tells Prometheus to do so. */
  readonly object: SourcedManifest;
  readonly field: string;
  readonly workload: Workload;
  readonly port: number;
}

/** An endpoint of a ServiceMonitor or PodMonitor. */
interface Endpoint {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly value: unknown;
}

const EVERYWHERE = '*';

/** What Prometheus reads in plaintext, as annotations, ServiceMonitors and PodMonitors say. */
export const scrapes = meshView(({ registry }, inventory): readonly Scrape[] => [
  ...inventory.view(workloads).flatMap(annotated),
  ...byServiceMonitors(inventory, registry),
  ...byPodMonitors(inventory),
]);

/** Istio takes the annotations over, and offers the metrics on a port of its own that takes plaintext, unless the pod forbids it. */
function annotated(workload: Workload): Scrape[] {
  const { annotations, object } = workload;
  const port = Number(annotations.get('prometheus.io/port') ?? NaN);
  const isScraped = annotations.get('prometheus.io/scrape') === 'true' && annotations.get('prometheus.istio.io/merge-metrics') === 'false';
  return isScraped && Number.isInteger(port) && annotations.get('prometheus.io/scheme') !== 'https'
    ? [{ object, field: within('metadata.annotations', 'prometheus.io/port'), workload, port }]
    : [];
}

function byServiceMonitors(inventory: Inventory, registry: Registry): Scrape[] {
  const monitors = endpointsOf('ServiceMonitor', 'endpoints', inventory);
  return registry.hosts.all.filter(({ object }) => object.manifest.kind === 'Service').flatMap(host => {
    const labels = textMapAt(host.object.manifest, 'metadata', 'labels');
    return selecting(monitors, host.namespace, labels).flatMap(({ object, field, value }) => {
      const wanted = textAt(value, 'port');
      const target = fieldAt(value, 'targetPort');
      return host.ports.filter(({ name, target: of }) => (wanted === undefined ? target !== undefined && of === target : name === wanted))
        .flatMap(port => registry.backendsOf(host, port))
        .flatMap(({ workload, port }) => workload ? [{ object, field, workload, port }] : []);
    });
  });
}

function byPodMonitors(inventory: Inventory): Scrape[] {
  const monitors = endpointsOf('PodMonitor', 'podMetricsEndpoints', inventory);
  return inventory.view(workloads).flatMap(workload => {
    const { namespace, labels, ports } = workload;
    return selecting(monitors, namespace, labels).flatMap(({ object, field, value }) => {
      const name = textAt(value, 'port') ?? textAt(value, 'targetPort');
      const port = integerAt(value, 'portNumber') ?? integerAt(value, 'targetPort') ?? ports.find(candidate => candidate.name === name)?.number;
      return port === undefined ? [] : [{ object, field, workload, port }];
    });
  });
}

function selecting(index: SelectorIndex<Endpoint>, namespace: string, labels: Labels): Endpoint[] {
  return [...index.selecting(namespace, labels), ...index.selecting(EVERYWHERE, labels)];
}

/** The endpoints that are read in plaintext, findable by the labels of what they select. */
function endpointsOf(kind: string, list: string, inventory: Inventory): SelectorIndex<Endpoint> {
  const index = new SelectorIndex<Endpoint>();
  for (const object of inventory.ofKind('monitoring.coreos.com', kind)) {
    const { manifest } = object;
    if (listAt(manifest, 'spec', 'selector', 'matchExpressions').length > 0) {
      continue;
    }
    const named = textsAt(manifest, 'spec', 'namespaceSelector', 'matchNames');
    const chosen = named.length > 0 ? named : [namespaceOf(object)];
    const namespaces = fieldAt(manifest, 'spec', 'namespaceSelector', 'any') === true ? [EVERYWHERE] : chosen;
    for (const [position, value] of listAt(manifest, 'spec', list).entries()) {
      if (textAt(value, 'scheme')?.toLowerCase() !== 'https') {
        namespaces.forEach(namespace => index.add(namespace, textMapAt(manifest, 'spec', 'selector', 'matchLabels'), { object, field: within(`spec.${list}`, position), value }));
      }
    }
  }
  return index;
}
