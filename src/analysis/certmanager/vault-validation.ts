import { pemBundleProblem } from './pem-bundle';
import { FieldProblem } from '../field-problem';
import { Fields, fieldsAt, hasField, textAt } from '../fields';

const METHODS = ['appRole', 'kubernetes', 'tokenSecretRef', 'clientCertificate', 'aws'];

/** What cert-manager's webhook refuses of a Vault issuer. */
export function* vaultProblems(vault: Fields): Generator<FieldProblem> {
  yield* emptyTextProblems(vault, 'spec.vault', 'server', 'path');
  yield* pathProblems(textAt(vault, 'path'), 'spec.vault.path');
  const bundle = textAt(vault, 'caBundle');
  const bundleProblem = bundle === undefined ? undefined : pemBundleProblem(bundle);
  if (bundleProblem) {
    yield { field: 'spec.vault.caBundle', problem: bundleProblem, fix: 'Write the PEM certificates of the CA of Vault, in base64.' };
  }
  if (bundle && hasField(vault, 'caBundleSecretRef')) {
    yield { field: 'spec.vault.caBundle', problem: 'stands beside caBundleSecretRef', fix: 'Keep one of the two.' };
  }
  const certificate = hasField(vault, 'clientCertSecretRef');
  if (certificate !== hasField(vault, 'clientKeySecretRef')) {
    const [given, missing] = certificate ? ['clientCertSecretRef', 'clientKeySecretRef'] : ['clientKeySecretRef', 'clientCertSecretRef'];
    yield { field: `spec.vault.${missing}`, problem: `is missing beside ${given}`, fix: `Set ${missing} too: a client certificate is used together with its key.` };
  }
  yield* authenticationProblems(fieldsAt(vault, 'auth'));
}

function* authenticationProblems(auth: Fields): Generator<FieldProblem> {
  const field = 'spec.vault.auth';
  // Several are accepted, and the first of them is used.
  if (!METHODS.some(method => hasField(auth, method))) {
    yield { field, problem: 'has no way to authenticate', fix: `Set one of ${METHODS.join(', ')}.` };
  }
  if (hasField(auth, 'appRole')) {
    const appRole = fieldsAt(auth, 'appRole');
    yield* emptyTextProblems(appRole, `${field}.appRole`, 'roleId');
    yield* emptyTextProblems(fieldsAt(appRole, 'secretRef'), `${field}.appRole.secretRef`, 'name');
    yield* pathProblems(textAt(appRole, 'path'), `${field}.appRole.path`);
  }
  yield* pathProblems(textAt(auth, 'clientCertificate', 'mountPath'), `${field}.clientCertificate.mountPath`);
  if (hasField(auth, 'kubernetes')) {
    yield* kubernetesProblems(fieldsAt(auth, 'kubernetes'), `${field}.kubernetes`);
  }
  if (hasField(auth, 'aws')) {
    yield* awsProblems(fieldsAt(auth, 'aws'), `${field}.aws`);
  }
}

function* kubernetesProblems(kubernetes: Fields, field: string): Generator<FieldProblem> {
  yield* emptyTextProblems(kubernetes, field, 'role');
  yield* pathProblems(textAt(kubernetes, 'mountPath'), `${field}.mountPath`);
  yield* emptyTextProblems(fieldsAt(kubernetes, 'serviceAccountRef'), `${field}.serviceAccountRef`, 'name');
  const secret = Boolean(textAt(kubernetes, 'secretRef', 'name'));
  const account = hasField(kubernetes, 'serviceAccountRef');
  if (secret === account) {
    yield {
      field,
      problem: secret ? 'has both secretRef and serviceAccountRef' : 'has neither serviceAccountRef nor secretRef',
      fix: 'Set serviceAccountRef alone: its tokens are short-lived and bound to the issuer.',
    };
  }
}

function* awsProblems(aws: Fields, field: string): Generator<FieldProblem> {
  yield* pathProblems(textAt(aws, 'mountPath'), `${field}.mountPath`);
  if (hasField(aws, 'serviceAccountRef')) {
    yield* emptyTextProblems(fieldsAt(aws, 'serviceAccountRef'), `${field}.serviceAccountRef`, 'name');
    if (!textAt(aws, 'iamRoleArn')) {
      yield { field: `${field}.iamRoleArn`, problem: 'is missing beside serviceAccountRef', fix: 'Set the ARN of the role that the service account assumes.' };
    }
  }
}

function* emptyTextProblems(value: Fields, field: string, ...names: string[]): Generator<FieldProblem> {
  for (const name of names) {
    if (textAt(value, name) === '') {
      yield { field: `${field}.${name}`, value: '', problem: 'is empty', fix: `Set ${field}.${name}.` };
    }
  }
}

function* pathProblems(path: string | undefined, field: string): Generator<FieldProblem> {
  if (path?.split('/').includes('..')) {
    yield { field, value: path, problem: 'has a ".." in it', fix: 'Write the path without "..".' };
  }
}
