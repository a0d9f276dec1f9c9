import { NAME_LISTS, POLICY_SPEC, SUBJECT_LISTS } from './policy-schema';
import { durationAt, durationTextProblems } from '../certmanager/durations';
import { FieldProblem, within } from '../field-problem';
import { fieldAt, Fields, fieldsAt, hasField, integerAt, listAt, textAt, textMapAt } from '../fields';
import { labelProblems } from '../labels';
import { Manifest } from '../manifest';
import { isCanonicalObjectIdentifier } from '../object-identifier';
import { schemaProblems } from '../schema';

const MOST_BITS = 8192;
/** Subject attributes that have a field of their own. */
const NAMED_ATTRIBUTES = new Set(['3', '5', '6', '7', '8', '9', '10', '11', '17'].map(arc => `2.5.4.${arc}`));

/**
 * Everything for which the API server or approver-policy's webhook refuses a
 * CertificateRequestPolicy, but for what only a CEL compiler knows, and for
 * plugins, which depend on the build of approver-policy.
 */
export function* policyProblems(policy: Manifest): Generator<FieldProblem> {
  if (!hasField(policy, 'spec')) {
    yield { field: 'spec', problem: 'is missing, and is required', fix: 'Add a spec with a selector and what is allowed.' };
    return;
  }
  yield* schemaProblems(POLICY_SPEC, policy.spec, 'spec');
  const spec = fieldsAt(policy, 'spec');
  yield* selectorProblems(spec);
  yield* allowedProblems(fieldsAt(spec, 'allowed'), 'spec.allowed');
  yield* privateKeyProblems(fieldsAt(spec, 'constraints', 'privateKey'), 'spec.constraints.privateKey');
  yield* durationProblems(fieldsAt(spec, 'constraints'), 'spec.constraints');
}

function* selectorProblems(spec: Fields): Generator<FieldProblem> {
  if (hasField(spec, 'selector') && !hasField(spec, 'selector', 'issuerRef') && !hasField(spec, 'selector', 'namespace')) {
    yield { field: 'spec.selector', problem: 'selects by neither issuerRef nor namespace', fix: 'Set issuerRef to the issuer that the policy is for; "issuerRef: {}" means every issuer.' };
  }
  yield* labelProblems(textMapAt(spec, 'selector', 'namespace', 'matchLabels'), 'spec.selector.namespace.matchLabels');
}

function* allowedProblems(allowed: Fields, field: string): Generator<FieldProblem> {
  for (const list of NAME_LISTS) {
    yield* allowanceProblems(fieldAt(allowed, list), `${field}.${list}`, 'values');
  }
  yield* allowanceProblems(fieldAt(allowed, 'commonName'), `${field}.commonName`, 'value');
  for (const list of SUBJECT_LISTS) {
    yield* allowanceProblems(fieldAt(allowed, 'subject', list), `${field}.subject.${list}`, 'values');
  }
  yield* allowanceProblems(fieldAt(allowed, 'subject', 'serialNumber'), `${field}.subject.serialNumber`, 'value');
  yield* byOidProblems(listAt(allowed, 'otherNames'), `${field}.otherNames`, new Set());
  yield* byOidProblems(listAt(allowed, 'subject', 'otherAttributes'), `${field}.subject.otherAttributes`, NAMED_ATTRIBUTES);
}

function* allowanceProblems(allowance: unknown, field: string, values: 'value' | 'values'): Generator<FieldProblem> {
  const validations = listAt(allowance, 'validations');
  if (fieldAt(allowance, 'required') === true && !hasField(allowance, values) && validations.length === 0) {
    yield { field: `${field}.${values}`, problem: 'is missing, although the name is required', fix: `Set ${values}, or validations: otherwise nothing is allowed, and something is required.` };
  }
  const seen = new Set<string>();
  for (const [index, validation] of validations.entries()) {
    const rule = textAt(validation, 'rule');
    const at = `${within(`${field}.validations`, index)}.rule`;
    if (rule?.trim() === '') {
      yield { field: at, value: rule, problem: 'is no expression', fix: 'Write a CEL expression about "self", for example "self.endsWith(\'.svc\')".' };
    } else if (rule !== undefined && seen.has(rule)) {
      yield { field: at, value: rule, problem: 'is given twice', fix: 'Keep it once.' };
    }
    seen.add(rule ?? '');
  }
}

function* byOidProblems(entries: readonly unknown[], field: string, named: ReadonlySet<string>): Generator<FieldProblem> {
  const seen = new Set<string>();
  for (const [index, entry] of entries.entries()) {
    const at = within(field, index);
    const oid = textAt(entry, 'oid');
    if (oid !== undefined && !isCanonicalObjectIdentifier(oid)) {
      yield { field: `${at}.oid`, value: oid, problem: 'is not an object identifier in its canonical form', fix: 'Write the dotted form without leading zeros, for example "1.3.6.1.4.1.311.20.2.3".' };
    } else if (oid !== undefined && named.has(oid)) {
      yield { field: `${at}.oid`, value: oid, problem: 'has a field of its own', fix: 'Use allowed.commonName, or the field of allowed.subject for this attribute.' };
    } else if (oid !== undefined && seen.has(oid)) {
      yield { field: `${at}.oid`, value: oid, problem: 'is given twice', fix: 'Merge the two entries.' };
    }
    seen.add(oid ?? '');
    yield* allowanceProblems(entry, at, 'values');
  }
}

function* privateKeyProblems(privateKey: Fields, field: string): Generator<FieldProblem> {
  const sizes = { maxSize: integerAt(privateKey, 'maxSize'), minSize: integerAt(privateKey, 'minSize') };
  for (const [name, size] of Object.entries(sizes)) {
    if (size !== undefined && (size < 0 || size > MOST_BITS)) {
      yield { field: `${field}.${name}`, value: size, problem: `is not between 0 and ${MOST_BITS}`, fix: 'Write the size of a key in bits, for example 2048.' };
    }
    if (size !== undefined && textAt(privateKey, 'algorithm') === 'Ed25519') {
      yield { field: `${field}.${name}`, value: size, problem: 'is set for Ed25519, whose keys have one size', fix: 'Remove it.' };
    }
  }
  if (sizes.maxSize !== undefined && sizes.minSize !== undefined && sizes.maxSize < sizes.minSize) {
    yield { field: `${field}.maxSize`, value: sizes.maxSize, problem: `is less than minSize ${sizes.minSize}`, fix: 'Write at least as much as minSize.' };
  }
}

function* durationProblems(constraints: Fields, field: string): Generator<FieldProblem> {
  const [most, least] = ['maxDuration', 'minDuration'].map(name => durationAt(constraints, name));
  for (const [name, duration] of [['maxDuration', most], ['minDuration', least]] as const) {
    yield* durationTextProblems(fieldAt(constraints, name), `${field}.${name}`);
    if (duration !== undefined && duration < 0) {
      yield { field: `${field}.${name}`, value: textAt(constraints, name), problem: 'is negative', fix: 'Write how long a certificate may live, for example "2160h0m0s".' };
    }
  }
  if (most !== undefined && least !== undefined && most < least) {
    yield { field: `${field}.maxDuration`, value: textAt(constraints, 'maxDuration'), problem: `is less than minDuration ${textAt(constraints, 'minDuration')}`, fix: 'Write at least as much as minDuration.' };
  }
}
