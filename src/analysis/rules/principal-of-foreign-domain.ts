import { Severity } from '../../core/finding';
import { within } from '../field-problem';
import { identityConditions } from '../istio/identity-conditions';
import { meshOf } from '../istio/mesh';
import { described } from '../manifest';
import { Rule } from '../rule';

/** A principal of a trust domain that is not the mesh's. */
export const principalOfForeignDomain: Rule = {
  code: 'MTLS0517',
  severity: Severity.WARNING,
  title: 'A policy names a principal of another trust domain',
  explanation: 'Principals are compared with the trust domain in them. One that is neither the mesh\'s own, nor an alias of it, nor "cluster.local", which stands for the mesh\'s own, matches only callers of another mesh, if that one is trusted at all. Mostly it is left from before the trust domain was changed (Kiali KIA0108, istio.io#8405). Reported only if the trust domain of the mesh is given.',
  *check(inventory, context) {
    const given = context.istio?.trustDomain;
    const known = [given, ...context.istio?.trustDomainAliases ?? [], 'cluster.local'];
    for (const { object, rules } of given === undefined ? [] : meshOf(inventory, context).policies.all) {
      for (const { field, kind, values } of identityConditions(rules)) {
        for (const [index, value] of kind === 'principals' ? values.entries() : []) {
          const [domain, ...rest] = value.split('/');
          if (rest.length > 0 && !domain.includes('*') && !value.startsWith('spiffe:') && !known.includes(domain)) {
            yield {
              object,
              field: within(field, index),
              message: `${described(object)}: ${within(field, index)} ${JSON.stringify(value)} is of the trust domain ${JSON.stringify(domain)}; that of the mesh is ${JSON.stringify(given)}`,
              fix: `Write ${[given, ...rest].join('/')}; or, if callers still have the old trust domain, add it to trustDomainAliases.`,
            };
          }
        }
      }
    }
  },
};
