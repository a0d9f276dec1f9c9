import { strictStandingOf } from './standing';
import { namespaceIn, StrictMigrationRecord } from '../../core/change/strict-migration-record';
import { StrictStage } from '../../core/change/strict-stage';
import type { State } from '../diff/world';
import { exceptionRecord } from '../exceptions';
import { fieldsAt, textMapAt } from '../fields';
import { findWorkload } from '../flows/target';
import { Inventory } from '../inventory';
import { PeerAuthentication, peerAuthentications } from '../istio/peer-authentications';
import { Manifest, SourcedManifest } from '../manifest';
import { clusterOf } from '../rule';
import { Workload } from '../workloads';

type Mode = 'STRICT' | 'PERMISSIVE';

/**
 * A state as it is when a stage has become effective: its PeerAuthentications say
 * what the stage does. Exceptions stay: the modes of ports, and policies that are
 * permissive for a reason of their own and not for that of the migration.
 *
 * A workload's own policy becomes strict as a whole, also where it selects others.
 */
export function stateIn(next: StrictMigrationRecord, state: State): State {
  const modes = new Map<SourcedManifest, Mode>();
  const added: SourcedManifest[] = [];
  const { inventory, context } = state;
  const policies = inventory.view(peerAuthentications);
  const { rootNamespace } = clusterOf(context);
  const isMigrations = migrationsPolicies(state);

  const setForAll = (namespace: string, mode: Mode): void => {
    const [own] = policies.ofNamespace(namespace);
    if (own) {
      modes.set(own.object, mode);
    } else {
      added.push(policyOf(namespace, `mtls.${namespace}`, undefined, mode));
    }
  };
  const isWhole = new Set(next.namespaces);
  policies.all
    .filter(({ namespace }) => next.stage === StrictStage.MESH || isWhole.has(namespace))
    .filter(isMigrations)
    .forEach(({ object }) => modes.set(object, 'STRICT'));
  next.namespaces.forEach(namespace => setForAll(namespace, 'STRICT'));
  if (next.stage === StrictStage.MESH || next.stage === StrictStage.OBSERVE) {
    setForAll(rootNamespace, next.stage === StrictStage.MESH ? 'STRICT' : 'PERMISSIVE');
  }
  for (const name of next.workloads) {
    const workload = findWorkload(name, inventory);
    if ('found' in workload) {
      const own = ownPolicy(workload.found, inventory);
      if (own) {
        modes.set(own.object, 'STRICT');
      } else {
        added.push(policyOf(namespaceIn(name), `mtls.${name.replace('/', '.')}`, selectorOf(workload.found), 'STRICT'));
      }
    }
  }
  const objects = inventory.objects.map(object => (modes.has(object) ? withMode(object, modes.get(object)!) : object));
  return { inventory: new Inventory([...objects, ...added]), context };
}

/** The policy that is about a workload by its labels: of several, the one that counts. */
export function ownPolicy({ namespace, labels }: Workload, inventory: Inventory): PeerAuthentication | undefined {
  const policies = inventory.view(peerAuthentications);
  const selecting = new Set(policies.bySelector.selecting(namespace, labels).flat());
  return selecting.size < 2 ? [...selecting][0] : policies.all.find(policy => selecting.has(policy));
}

/** The labels by which a policy selects the pods of a workload: those that cannot change, or else all of them. */
export function selectorOf({ object: { manifest }, labels }: Workload): Record<string, string> {
  const lasting = textMapAt(manifest, 'spec', 'selector', 'matchLabels');
  return Object.fromEntries(lasting.size > 0 ? lasting : labels);
}

/** Tells the policies that are permissive because a migration is under way: for its reason and until its end. */
function migrationsPolicies(state: State): (policy: PeerAuthentication) => boolean {
  const { policy: ofMesh, isRecorded } = strictStandingOf(state);
  const reasonOf = (object: SourcedManifest): string | undefined => {
    const exception = exceptionRecord(object)?.exceptions.find(({ port, mode }) => port === undefined && mode === 'PERMISSIVE');
    return exception && JSON.stringify([exception.reason, exception.until]);
  };
  const reason = ofMesh && isRecorded ? reasonOf(ofMesh) : undefined;
  return ({ mode, object }) => reason !== undefined && mode === 'PERMISSIVE' && reasonOf(object) === reason;
}

function withMode({ manifest, origin }: SourcedManifest, mode: Mode): SourcedManifest {
  return { manifest: { ...manifest, spec: { ...fieldsAt(manifest, 'spec'), mtls: { mode } } }, origin };
}

function policyOf(namespace: string, name: string, matchLabels: Record<string, string> | undefined, mode: Mode): SourcedManifest {
  const spec = { ...matchLabels ? { selector: { matchLabels } } : {}, mtls: { mode } };
  const manifest: Manifest = { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', metadata: { name, namespace }, spec };
  return { manifest, origin: {} };
}
