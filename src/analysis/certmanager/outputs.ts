import { FieldProblem, within } from '../field-problem';
import { Fields, fieldsAt, hasField, listAt, textAt } from '../fields';

/** The other forms in which the key and the certificate are written to the Secret. */
export function* outputProblems(spec: Fields): Generator<FieldProblem> {
  const seen = new Set<string>();
  for (const [index, format] of listAt(spec, 'additionalOutputFormats').entries()) {
    const type = textAt(format, 'type');
    if (type !== undefined && seen.has(type)) {
      yield { field: `${within('spec.additionalOutputFormats', index)}.type`, value: type, problem: 'is given twice', fix: 'Give each type once.' };
    }
    seen.add(type ?? '');
  }
  for (const [keystore, name] of [['jks', 'JKS'], ['pkcs12', 'PKCS#12']]) {
    if (hasField(spec, 'keystores', keystore)) {
      yield* keystoreProblems(fieldsAt(spec, 'keystores', keystore), `spec.keystores.${keystore}`, name);
    }
  }
}

function* keystoreProblems(keystore: Fields, field: string, name: string): Generator<FieldProblem> {
  const literal = hasField(keystore, 'password');
  const reference = Boolean(textAt(keystore, 'passwordSecretRef', 'name'));
  if (literal && reference) {
    yield { field, problem: `has both password and passwordSecretRef for the ${name} keystore`, fix: 'Keep passwordSecretRef and remove password, which everyone who may read the Certificate can see.' };
  }
  if (!literal && !reference) {
    yield { field, problem: `has no password for the ${name} keystore`, fix: 'Set passwordSecretRef with the name and key of a Secret that holds it.' };
  }
  if (keystore.password === '') {
    yield { field: `${field}.password`, problem: 'is empty', fix: 'Remove it and set passwordSecretRef.' };
  }
}
