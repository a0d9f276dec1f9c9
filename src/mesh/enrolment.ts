import type { ApiObject } from 'cdk8s';
import type { MeshNamespace } from './mesh-namespace';
import type { NamespaceMarks } from './mesh-provider';
import { usageError } from '../core/usage-error';
import { Namespace } from '../kubernetes/namespace';

/** Enrols the Namespace that another construct emits, or emits one. */
export function enrolNamespace(namespace: MeshNamespace, marks: NamespaceMarks, object: ApiObject | undefined): void {
  const { labels = {}, annotations = {}, contradicting = [] } = marks;
  if (!object) {
    new Namespace(namespace, 'Namespace', { name: namespace.name, labels, annotations });
    return;
  }
  const present: Record<string, string> = object.toJson().metadata.labels ?? {};
  const label = contradicting.find(key => present[key] !== undefined);
  if (label !== undefined) {
    const added = Object.entries(labels).map(([key, value]) => `${key}: ${value}`).join(', ');
    throw usageError(namespace, `enrolNamespace(${object.node.path})`, `its label "${label}: ${present[label]}" contradicts "${added}"`, 'Remove the label, or describe the mesh as the label has it.');
  }
  Object.entries(labels).forEach(([key, value]) => object.metadata.addLabel(key, value));
  Object.entries(annotations).forEach(([key, value]) => object.metadata.addAnnotation(key, value));
}
