import { ISTIO_SECURITY } from './kinds';
import { fieldsAt, listAt, textAt, textsAt } from '../fields';
import { Inventory } from '../inventory';

/** What principals are written with where nobody chose a trust domain: it stands for that of the mesh, whatever it is. */
const ANY = 'cluster.local';

/**
 * The trust domain that the policies name, if it is one and the same in all of them.
 * It is a setting of istiod and in no object; but whoever lets callers in by
 * identity has written it down, and rules of another one would let nobody in.
 */
export function trustDomainInPolicies(inventory: Inventory): string | undefined {
  const named = new Set(inventory.ofKind(ISTIO_SECURITY, 'AuthorizationPolicy')
    .flatMap(({ manifest }) => listAt(manifest, 'spec', 'rules'))
    .flatMap(rule => [...principalsFrom(rule), ...principalsWhen(rule)])
    .flatMap(trustDomainOf));
  return named.size === 1 ? [...named][0] : undefined;
}

function principalsFrom(rule: unknown): string[] {
  return listAt(rule, 'from').flatMap(from => textsAt(fieldsAt(from, 'source'), 'principals'));
}

function principalsWhen(rule: unknown): string[] {
  return listAt(rule, 'when').filter(condition => textAt(condition, 'key') === 'source.principal').flatMap(condition => textsAt(condition, 'values'));
}

function trustDomainOf(principal: string): string[] {
  const [domain, ...path] = principal.split('/');
  return path.length === 4 && domain !== ANY && !domain.includes('*') ? [domain] : [];
}
