import { MergedRule, Subset } from './destination-rule-index';
import { completeHost } from './destination-rules';
import { ISTIO_NETWORKING } from './kinds';
import { meshView } from './mesh';
import { within } from '../field-problem';
import { fieldAt, fieldsAt, listAt, textAt } from '../fields';
import { namespaceOf, SourcedManifest } from '../manifest';
import { Host } from '../network/hosts';

/** A route to a subset of a host among the objects for which there is a DestinationRule. */
export interface SubsetRoute {
  readonly object: SourcedManifest;
  readonly field: string;
  readonly host: Host;
  readonly name: string;
  /** The rule that has the subset; the one that should have it, if none does. */
  readonly rule: MergedRule;
  readonly subset?: Subset;
}

/** The routes of VirtualServices to subsets, mirrored requests among them. */
export const subsetRoutes = meshView((mesh, inventory): readonly SubsetRoute[] => inventory.ofKind(ISTIO_NETWORKING, 'VirtualService').flatMap(object => {
  const namespace = namespaceOf(object);
  return [...destinations(object)].flatMap(({ field, host: text, name }) => {
    const [host] = mesh.registry.hosts.named(completeHost(text, namespace));
    const rules = host ? [namespace, host.namespace].flatMap(of => mesh.rules.ruleFor({ namespace: of, labels: new Map() }, host) ?? []) : [];
    const rule = rules.find(({ subsets }) => subsets.some(subset => subset.name === name)) ?? rules[0];
    return rule ? [{ object, field, host, name, rule, subset: rule.subsets.find(subset => subset.name === name) }] : [];
  });
}));

function* destinations(object: SourcedManifest): Generator<{ field: string; host: string; name: string }> {
  const spec = fieldsAt(object.manifest, 'spec');
  for (const kind of ['http', 'tls', 'tcp']) {
    for (const [index, route] of listAt(spec, kind).entries()) {
      const field = within(`spec.${kind}`, index);
      const places: [unknown, string][] = [
        ...listAt(route, 'route').map((leg, position): [unknown, string] => [fieldAt(leg, 'destination'), `${within(`${field}.route`, position)}.destination`]),
        [fieldAt(route, 'mirror'), `${field}.mirror`],
        ...listAt(route, 'mirrors').map((leg, position): [unknown, string] => [fieldAt(leg, 'destination'), `${within(`${field}.mirrors`, position)}.destination`]),
      ];
      for (const [destination, place] of places) {
        const [host, name] = [textAt(destination, 'host'), textAt(destination, 'subset')];
        if (host && name) {
          yield { field: `${place}.subset`, host, name };
        }
      }
    }
  }
}
