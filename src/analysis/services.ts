import { fieldAt, integerAt, listAt, textMapAt } from './fields';
import { Inventory } from './inventory';
import { namespaceOf, SourcedManifest } from './manifest';
import { SelectorIndex } from './selector-index';
import { Workload } from './workloads';

/** A port of a Service and where it leads. */
export interface ServicePort {
  readonly number: number;
  /** The number or the name of the container port. */
  readonly target: number | string;
}

/** A Service in front of pods. */
export interface Service {
  readonly object: SourcedManifest;
  readonly ports: readonly ServicePort[];
}

/** The Services among the objects, findable by the labels of the pods behind them. */
export function services(inventory: Inventory): SelectorIndex<Service> {
  const index = new SelectorIndex<Service>();
  for (const object of inventory.ofKind('', 'Service')) {
    const ports = listAt(object.manifest, 'spec', 'ports').flatMap(servicePort);
    index.add(namespaceOf(object), textMapAt(object.manifest, 'spec', 'selector'), { object, ports });
  }
  return index;
}

/** The container port to which a port of a Service leads; `undefined` if the workload has no port of that name. */
export function containerPortOf({ target }: ServicePort, workload: Workload): number | undefined {
  return typeof target === 'number' ? target : workload.ports.find(port => port.name === target)?.number;
}

function servicePort(port: unknown): ServicePort[] {
  const number = integerAt(port, 'port');
  const target = fieldAt(port, 'targetPort') ?? number;
  return number !== undefined && (typeof target === 'number' || typeof target === 'string') ? [{ number, target }] : [];
}
