import { Calls } from '../../../src/analysis/flows/calls';
import { Inventory } from '../../../src/analysis/inventory';
import { IstioSettings } from '../../../src/analysis/istio/settings';
import { deployment, inventoryOf, namespace, PlainObject, service } from '../objects';

/** The calls among the objects of a test. */
export function callsAmong(objects: readonly PlainObject[], settings: IstioSettings = {}): { inventory: Inventory; calls: Calls } {
  const inventory = inventoryOf(objects);
  return { inventory, calls: new Calls(inventory, settings) };
}

/** An enrolled namespace. */
export function enrolled(name: string): PlainObject {
  return namespace(name, { 'istio-injection': 'enabled' });
}

/** What a test changes in a workload. */
export interface AppOptions {
  readonly in?: string;
  readonly labels?: PlainObject;
  readonly annotations?: PlainObject;
  /** Fields of the container. */
  readonly container?: PlainObject;
  /** Fields of the pod's spec. */
  readonly pod?: PlainObject;
}

/** A Deployment with a service account of its own name and pods labelled `app`. */
export function app(name: string, ports: readonly number[] = [], options: AppOptions = {}): PlainObject {
  const labels = { app: name, ...options.labels };
  const object = deployment(name, labels, ports.map(containerPort => ({ containerPort })), options.in ?? 'shop');
  const { template } = object.spec;
  template.metadata.annotations = options.annotations;
  Object.assign(template.spec.containers[0], options.container);
  Object.assign(template.spec, { serviceAccountName: name }, options.pod);
  return object;
}

/** A Service in front of the pods that are labelled with its name. */
export function front(name: string, port: number, targetPort = port, ofNamespace = 'shop'): PlainObject {
  return service(name, { app: name }, [{ port, targetPort, name: 'http' }], ofNamespace);
}

/** An AuthorizationPolicy with this spec. */
export function authorizationPolicy(name: string, spec: PlainObject, ofNamespace = 'shop'): PlainObject {
  return { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', metadata: { name, namespace: ofNamespace }, spec };
}

/** A rule that lets this source call these ports of the pods labelled with a name. */
export function allow(server: string, source: PlainObject, ports: readonly number[] = [], ofNamespace = 'shop'): PlainObject {
  return authorizationPolicy(`allow-${server}`, {
    selector: { matchLabels: { app: server } },
    rules: [{ from: [{ source }], ...ports.length > 0 ? { to: [{ operation: { ports: ports.map(String) } }] } : {} }],
  }, ofNamespace);
}
