import { Cluster } from './cluster';
import { isReadByAll } from './told';
import { Finding } from '../../core/finding';
import { Inventory } from '../inventory';
import { apiGroup, SourcedManifest } from '../manifest';
import { Rule, toFinding } from '../rule';
import { callerUnknown } from '../rules/caller-unknown';
import { destinationRuleHostUnknown } from '../rules/destination-rule-host-unknown';
import { exportToUnknownNamespace } from '../rules/export-to-unknown-namespace';
import { sourceNamespaceUnknown } from '../rules/source-namespace-unknown';

/** Rules that report what policies name and nobody has: a caller, a namespace or a Service of another cluster is somebody all the same. */
const ABOUT_NAMES: readonly Rule[] = [callerUnknown, sourceNamespaceUnknown, destinationRuleHostUnknown, exportToUnknownNamespace];

/** The findings about a cluster but for those that miss something which another cluster of the mesh has. */
export function withoutFoundElsewhere(findings: readonly Finding[], cluster: Cluster, clusters: readonly Cluster[]): readonly Finding[] {
  const codes = new Set(ABOUT_NAMES.map(({ code }) => code));
  if (!findings.some(({ code }) => codes.has(code))) {
    return findings;
  }
  const others = clusters.filter(other => other !== cluster).flatMap(({ inventory }) => inventory.objects.filter(isNamed));
  const inventory = new Inventory([...cluster.inventory.objects, ...others]);
  const still = ABOUT_NAMES.flatMap(rule => Array.from(rule.check(inventory, cluster.context), violation => toFinding(rule, violation)));
  const missing = new Set(still.map(keyOf));
  return findings.filter(finding => !codes.has(finding.code) || missing.has(keyOf(finding)));
}

/** Whether an object makes up what policies of another cluster may name. */
function isNamed(object: SourcedManifest): boolean {
  return isReadByAll(object) || (apiGroup(object.manifest) === '' && object.manifest.kind === 'ServiceAccount');
}

function keyOf({ code, message }: Finding): string {
  return `${code} ${message}`;
}
