import { Protocol } from './protocol';
import { SourcedManifest } from '../manifest';
import { Labels } from '../selector-index';
import { Subject, Workload } from '../workloads';

/** What answers behind a destination. */
export interface Backend {
  /** The pods; undefined for an address that is not of a pod among the objects. */
  readonly workload?: Workload;
  /** The address as a ServiceEntry or WorkloadEntry gives it, where there is one. */
  readonly endpoint?: Endpoint;
  /** The port on which it listens. */
  readonly port: number;
}

/** An address that is registered by hand. */
export interface Endpoint {
  readonly object: SourcedManifest;
  /** The field of the object that has the address. */
  readonly field?: string;
  readonly namespace: string;
  readonly labels: Labels;
  readonly serviceAccount?: string;
}

/** A port of something that can be called. */
export interface Destination {
  /** The Service, ServiceEntry or workload. */
  readonly object: SourcedManifest;
  /** The name by which it is called; undefined for the address of a pod. */
  readonly host?: string;
  /** The pods, if their own address is called. */
  readonly workload?: Workload;
  /** The port that the client calls. */
  readonly port: number;
  /** The name by which it is called, where that only stands for the host. */
  readonly alias?: string;
  /** What the application speaks, where another name than the one that answers says so. */
  readonly speaks?: Protocol;
}

/** The one of a backend that policies select. */
export function subjectOf({ workload, endpoint }: Backend): Subject | undefined {
  return workload ?? (endpoint && { namespace: endpoint.namespace, labels: endpoint.labels, annotations: new Map() });
}
