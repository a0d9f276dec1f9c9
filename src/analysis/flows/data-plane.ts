import { Reason } from '../../core/flow';
import { Backend, Destination } from '../network/destination';
import { Protocol } from '../network/protocol';
import { Workload } from '../workloads';

/** How bytes leave a client. */
export enum Transport {
  PLAINTEXT = 'plaintext',
  /** TLS in which the client does not prove who it is. */
  TLS = 'tls',
  MUTUAL_TLS = 'mutual-tls',
  /** They do not leave it. */
  NONE = 'none',
  /** The manifests do not decide it. */
  UNKNOWN = 'unknown',
}

/** Who started the TLS of a connection, and so what its certificates are worth to the other end. */
export enum TlsOrigin {
  /** The client's proxy, with the certificates of the mesh. */
  MESH = 'mesh',
  /** The client's proxy, with certificates that somebody configured. */
  PROXY = 'proxy',
  /** The application. */
  APPLICATION = 'application',
}

/** What a client sends to one backend. */
export interface Sending {
  readonly transport: Transport;
  readonly origin?: TlsOrigin;
  /** What the application speaks, as the port that is called declares it. */
  readonly carries: Protocol;
  /** The identity that the client proves, as a SPIFFE ID, if the mesh gave it one. */
  readonly identity?: string;
  /** The identities that the client accepts of the server; any of the mesh if there are none. */
  readonly expects?: readonly string[];
  readonly because: readonly Reason[];
}

/** One way that a call can take: what it is sent as, and to which backend. */
export interface Leg {
  readonly sending: Sending;
  /** What answers; undefined if it is not known, or if nothing does. */
  readonly backend?: Backend;
  /** Whether what answers is outside the cluster's meshes, so that what it takes is its own business. */
  readonly outside: boolean;
  /** Whether Kubernetes and the DNS lead it, and no proxy of a mesh. */
  readonly direct?: boolean;
}

/** What a server makes of what it is sent. */
export interface Receiving {
  /** Whether the connection is served; undefined if the manifests do not decide it. */
  readonly served: boolean | undefined;
  /** Whether a policy decides on each request. */
  readonly perRequest: boolean;
  readonly because: readonly Reason[];
}

/**
 * A data plane: the proxies of a mesh. It says where the calls of its clients go
 * and what they are sent as, and what its servers take; the two ends of a call may
 * be of different ones.
 */
export interface DataPlane {
  readonly name: string;
  /** Where the calls of a client go; undefined if the client is not of this data plane. */
  legs(client: Workload, destination: Destination): readonly Leg[] | undefined;
  /** What a server makes of a call, as one that may be declared to be outside the meshes; undefined if the server is not of this data plane. */
  receives(server: Backend, sending: Sending, outside?: boolean): Receiving | undefined;
}
