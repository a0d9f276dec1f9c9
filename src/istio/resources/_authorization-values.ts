import { ipBlockProblem } from './_ip-blocks';
import { checkValues } from './_values';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';

/** What is wrong with one value, or `undefined`; and how a right one looks. */
export interface ValueForm {
  readonly problem: (value: string) => string | undefined;
  readonly example: string;
}

/** A name in which a `*` at the beginning or the end stands for anything. */
const pattern = (value: string) => {
  const rest = value.startsWith('*') ? value.slice(1) : value.replace(/\*$/, '');
  return rest.includes('*') ? 'a "*" stands for anything once, at the beginning or at the end' : undefined;
};

export const PRINCIPAL: ValueForm = {
  problem: value => value.startsWith('spiffe://') ? 'Istio adds "spiffe://" itself, so this matches nobody' : pattern(value),
  example: 'cluster.local/ns/shop/sa/web',
};

export const TRUST_DOMAIN: ValueForm = {
  problem: value => value.includes('/') ? 'a trust domain has no "/"' : pattern(value),
  example: 'prod.example.com',
};

export const SERVICE_ACCOUNT: ValueForm = {
  problem: value => {
    const parts = value.split('/');
    if (value.includes('*')) {
      return 'wildcards are not allowed here';
    }
    if (parts.length > 2 || parts.includes('')) {
      return 'it is neither <service account> nor <namespace>/<service account>';
    }
    return value.length > 320 ? `has ${value.length} characters, at most 320 are allowed` : undefined;
  },
  example: 'shop/web',
};

export const IP_BLOCK: ValueForm = { problem: ipBlockProblem, example: '10.0.0.0/16' };

export const PORT: ValueForm = {
  problem: value => /^\d+$/.test(value) ? portProblem(Number(value)) : portProblem(NaN),
  example: '8080',
};

/** @see https://istio.io/latest/docs/reference/config/security/authorization-policy/#Operation */
export const PATH: ValueForm = {
  problem: value => {
    const segments = value.replace(/^\/+|\/+$/g, '').split('/');
    const isTemplate = value.includes('{*}') || value.includes('{**}');
    const rest = segments.indexOf('{**}');
    if (rest >= 0 && segments.slice(rest + 1).some(segment => segment === '{*}' || segment === '{**}')) {
      return '"{**}" must be the last operator';
    }
    for (const segment of segments.filter(text => text !== '{*}' && text !== '{**}')) {
      if (/[{}]/.test(segment)) {
        return `its part "${segment}" has "{" or "}" beyond the operators "{*}" and "{**}"`;
      }
      if (isTemplate && !/^[a-zA-Z0-9\-._~%!$&'()+,;:@=]+$/.test(segment)) {
        return `its part "${segment}" is not a literal, which the parts between "{*}" and "{**}" must be`;
      }
    }
    return undefined;
  },
  example: '/orders/{*}',
};

/** Any text: Istio compares it as it is. */
export const TEXT: ValueForm = { problem: () => undefined, example: '' };

/** Throws if the list is empty, or one of its values does not have the form. */
export function checkForm(field: string, values: readonly string[] | undefined, form: ValueForm): void {
  checkValues(undefined, field, values);
  for (const value of values ?? []) {
    const problem = form.problem(value);
    if (problem) {
      throw usageError(undefined, `${field}("${value}")`, problem, `Write it as in "${form.example}".`);
    }
  }
}
