import { StrictMigrationRecord } from '../../core/change/strict-migration-record';
import { ObjectReference } from '../../core/finding';
import { Reason } from '../../core/flow';
import { DifferenceSeverity } from '../diff/difference';
import { Manifest } from '../manifest';

/**
 * What a stage breaks:
 *
 * - `call`: a call that the manifests declare is refused
 * - `from-outside`: callers outside the cluster, or an Ingress, are refused
 * - `probe`: a probe or hook of the kubelet is refused, so that pods do not become ready or are restarted
 * - `webhook`: the API server is refused
 * - `scrape`: Prometheus is refused
 * - `headless`: callers of a headless Service are refused by some of its pods
 * - `client-settings`: callers are told to send what is refused
 * - `server-first`: connections hang, because the server waits for a client that waits for it
 * - `possible-callers`: pods without a sidecar are there, and nobody knows whether they call
 * - `not-among-manifests`: what becomes strict is not there, so that nothing is known of it
 */
export type BreakageKind = 'call' | 'from-outside' | 'probe' | 'webhook' | 'scrape' | 'headless' | 'client-settings' | 'server-first' | 'possible-callers' | 'not-among-manifests';

/** Something that breaks, or may break, when a stage becomes effective. */
export interface Breakage {
  readonly kind: BreakageKind;
  readonly severity: DifferenceSeverity;
  /** What breaks. */
  readonly message: string;
  /** Why, in the order in which it is decided; empty where the message says it. */
  readonly because: readonly Reason[];
  /** The change that lets it go on working. */
  readonly fix: string;
  /** The objects concerned; the first is the one to change, or to look at. */
  readonly objects: readonly ObjectReference[];
  /** The call that is refused, of a `call`. */
  readonly call?: { readonly client: ObjectReference; readonly server: ObjectReference; readonly port: number };
  /** The exceptions with which it goes on working until then, one for each port. */
  readonly exceptions: readonly PortException[];
}

/** A port that is left outside strict mutual TLS. */
export interface PortException {
  readonly workload: ObjectReference;
  /** The container port. */
  readonly port: number;
  /** `DISABLE` where a proxy that waits for the first bytes of a client would wait for ever. */
  readonly mode: 'PERMISSIVE' | 'DISABLE';
  /** The statement that makes it: `mesh.namespace("shop").workload("web").exemptPort(…);`. */
  readonly program: string;
}

/** What a stage of going strict breaks. */
export interface StrictReport {
  /** The stage that was looked at. */
  readonly next: StrictMigrationRecord;
  /** Whether the manifests come from a program with a migration, in which exceptions are made. */
  readonly isProgram: boolean;
  /** The worst first. */
  readonly breakages: readonly Breakage[];
  /** The exceptions of all breakages as PeerAuthentications: what the workloads have already is in them, since a second one for the same pods would not count. */
  readonly policies: readonly Manifest[];
}
