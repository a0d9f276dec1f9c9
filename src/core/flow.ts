import { ObjectReference } from './finding';

/** What becomes of a call. */
export enum Verdict {
  /** Encrypted, and each side has proved its identity to the other. */
  MUTUAL_TLS = 'mutual-tls',
  /** Encrypted; only the server has proved who it is, if anyone. */
  TLS = 'tls',
  /** Sent as it is: whoever is on the way can read and change it. */
  PLAINTEXT = 'plaintext',
  /** Does not reach the server. */
  REFUSED = 'refused',
  /** Not decided by what the manifests say. */
  UNKNOWN = 'unknown',
}

/** One step to a verdict. */
export interface Reason {
  /** The step in plain words. */
  readonly statement: string;
  /** The object and field that say so; none where a default decides. */
  readonly object?: ObjectReference;
}

/** What becomes of a call to one of the workloads behind a server. */
export interface BackendVerdict {
  readonly server: ObjectReference;
  /** The port on which the workload listens. */
  readonly port: number;
  readonly verdict: Verdict;
  readonly because: readonly Reason[];
}

/** A call of a client to a port of a server, and what becomes of it. */
export interface Flow {
  /** The workload that calls. */
  readonly client: ObjectReference;
  /** The Service, ServiceEntry or workload that is called. */
  readonly server: ObjectReference;
  /** The port that the client calls. */
  readonly port: number;
  /** The least protected of the outcomes at the workloads behind the server. */
  readonly verdict: Verdict;
  /** Why, in the order in which it is decided: from the client to the server. */
  readonly because: readonly Reason[];
  /** Whether a policy lets some requests pass and others not. */
  readonly decidedPerRequest: boolean;
  /** The workloads behind the server, where their outcomes differ. */
  readonly backends?: readonly BackendVerdict[];
}
