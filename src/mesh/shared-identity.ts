import { describeClient, Grant } from './grant';
import type { MeshClientConfig } from './mesh-client';
import type { MeshWorkload } from './mesh-workload';
import { append } from '../core/multi-map';
import { usageError } from '../core/usage-error';

type WorkloadGrant = Grant & { readonly workload: MeshWorkload };

/** Where callers are let in. */
interface Entrance {
  /** Who is let in here. */
  readonly grants: readonly Grant[];
  /** Who is let in to the whole namespace. */
  readonly above?: readonly Grant[];
  /** The workload itself, which may share an identity with its callers. */
  readonly server?: MeshWorkload;
}

/**
 * Callers that nobody named, but that are let in because they run under the
 * service account of one who was: a mesh knows a workload by that alone.
 */
export function sharedIdentityProblems({ grants, above = [], server }: Entrance): string[] {
  const byAccount = new Map<string, WorkloadGrant[]>();
  grants.filter(namesWorkload).forEach(grant => append(byAccount, describeClient(grant.config), grant));
  return [...byAccount.values()].flatMap(named => {
    const [{ workload: first, config }] = named;
    const all = [...grants, ...above];
    const toAccount = all.filter(grant => !grant.workload && covers(grant.config, config));
    const unnamed = new Map<WorkloadGrant, MeshWorkload[]>();
    for (const sharing of first._sharingIdentity.filter(workload => workload !== server)) {
      const meant = [...toAccount, ...all.filter(({ workload }) => workload === sharing)];
      const wider = named.find(({ workload, ports }) => workload !== sharing && !reach(meant, ports ?? portsOf(server)));
      if (wider) {
        append(unnamed, wider, sharing);
      }
    }
    return [...unnamed].map(([grant, workloads]) => problemOf(grant, workloads));
  });
}

function namesWorkload(grant: Grant): grant is WorkloadGrant {
  return grant.workload !== undefined;
}

function covers(wider: MeshClientConfig, { namespace, serviceAccount }: MeshClientConfig): boolean {
  return wider.trustDomain === undefined && wider.namespace === namespace && (wider.serviceAccount ?? serviceAccount) === serviceAccount;
}

function portsOf(server: MeshWorkload | undefined): number[] | undefined {
  return server && server.ports.length > 0 ? server.ports.map(({ port }) => port) : undefined;
}

/** Whether grants together reach all of these ports; every port if undefined. */
function reach(grants: readonly Grant[], ports: readonly number[] | undefined): boolean {
  return grants.some(grant => grant.ports === undefined)
    || (ports !== undefined && ports.every(port => grants.some(grant => grant.ports!.includes(port))));
}

function problemOf({ workload, config: { namespace, serviceAccount } }: WorkloadGrant, others: MeshWorkload[]): string {
  const names = others.map(other => `${namespace}/${other.name}`);
  const alsoAllow = others.length === 1 ? 'allow the other too' : 'allow the others too';
  return usageError(undefined,
    `allowFrom(${namespace}/${workload.name})`,
    `it lets in ${names.join(', ')} as well, under the same service account "${serviceAccount}"`,
    `Give "${workload.name}" a service account of its own, or ${alsoAllow}. If everything under the account is meant, say so: allowFrom(MeshClient.serviceAccount("${namespace}", "${serviceAccount}")).`,
  ).message;
}
