import { BUNDLE_SPEC } from './bundle-schema';
import { FieldProblem, within } from '../field-problem';
import { fieldAt, Fields, fieldsAt, hasField, listAt, textAt, textMapAt } from '../fields';
import { labelSelectorProblems } from '../label-selector';
import { annotationProblems, labelProblems } from '../labels';
import { Manifest } from '../manifest';
import { schemaProblems } from '../schema';

const TYPES = ['configMap', 'secret', 'inLine', 'useDefaultCAs'];
const REFERENCES = ['configMap', 'secret'];
const OWN_PREFIXES = ['trust.cert-manager.io/', 'trust-manager.io/'];

/** Everything for which the API server or trust-manager's webhook refuses a Bundle. */
export function* bundleProblems(bundle: Manifest): Generator<FieldProblem> {
  if (!hasField(bundle, 'spec')) {
    yield { field: 'spec', problem: 'is missing, and is required', fix: 'Add a spec with sources and a target.' };
    return;
  }
  yield* schemaProblems(BUNDLE_SPEC, bundle.spec, 'spec');
  const spec = fieldsAt(bundle, 'spec');
  const sources = listAt(spec, 'sources');
  for (const [index, source] of sources.entries()) {
    yield* sourceProblems(source, within('spec.sources', index));
  }
  if (sources.length > 0 && sources.every(source => fieldAt(source, 'useDefaultCAs') === false)) {
    yield { field: 'spec.sources', problem: 'has no source: "useDefaultCAs: false" adds nothing', fix: 'Add a configMap, a secret or an inLine source.' };
  }
  const defaults = sources.filter(source => hasField(source, 'useDefaultCAs')).length;
  if (defaults > 1) {
    yield { field: 'spec.sources', problem: `has useDefaultCAs ${defaults} times`, fix: 'Keep it once.' };
  }
  yield* targetProblems(bundle, fieldsAt(spec, 'target'));
}

function* sourceProblems(source: unknown, field: string): Generator<FieldProblem> {
  const types = TYPES.filter(type => hasField(source, type));
  if (types.length !== 1) {
    yield {
      field,
      problem: types.length === 0 ? 'has no source in it' : `has ${types.join(' and ')} in one source`,
      fix: `Give each source exactly one of ${TYPES.join(', ')}.`,
    };
  }
  for (const type of REFERENCES.filter(reference => hasField(source, reference))) {
    yield* referenceProblems(fieldsAt(source, type), `${field}.${type}`);
  }
}

function* referenceProblems(reference: Fields, field: string): Generator<FieldProblem> {
  if (hasField(reference, 'name') === hasField(reference, 'selector')) {
    yield { field, problem: `has ${hasField(reference, 'name') ? 'both' : 'neither'} name and selector`, fix: 'Set one of the two; a name, if there is only one such object.' };
  }
  const all = fieldAt(reference, 'includeAllKeys') === true;
  const key = Boolean(textAt(reference, 'key'));
  if (key === all) {
    yield { field, problem: key ? 'has a key and includeAllKeys: true' : 'has neither a key nor includeAllKeys: true', fix: 'Set the key that holds the certificates, for example key: ca.crt.' };
  }
  yield* labelSelectorProblems(fieldAt(reference, 'selector'), `${field}.selector`);
}

function* targetProblems(bundle: Manifest, target: Fields): Generator<FieldProblem> {
  const field = 'spec.target';
  if (hasField(bundle, 'spec', 'target') && !REFERENCES.some(type => hasField(target, type))) {
    yield { field, problem: 'has neither configMap nor secret', fix: 'Set configMap: { key: "ca.crt" }.' };
  }
  for (const type of REFERENCES.filter(reference => hasField(target, reference))) {
    const key = textAt(target, type, 'key');
    for (const [index, source] of listAt(bundle, 'spec', 'sources').entries()) {
      if (textAt(source, type, 'name') === bundle.metadata.name && textAt(source, type, 'key') === key) {
        yield { field: `${within('spec.sources', index)}.${type}`, problem: 'is what the Bundle itself writes: a target has the name of its Bundle', fix: 'Give the Bundle another name, or read another key.' };
      }
    }
    yield* metadataProblems(fieldsAt(target, type, 'metadata'), `${field}.${type}.metadata`);
  }
  yield* formatProblems(target, `${field}.additionalFormats`);
  yield* labelSelectorProblems(fieldAt(target, 'namespaceSelector'), `${field}.namespaceSelector`);
}

function* formatProblems(target: Fields, field: string): Generator<FieldProblem> {
  const formats = ['jks', 'pkcs12'].filter(format => hasField(target, 'additionalFormats', format));
  if (hasField(target, 'additionalFormats') && formats.length === 0) {
    yield { field, problem: 'has neither jks nor pkcs12', fix: 'Set pkcs12: { key: "bundle.p12" }, or remove additionalFormats.' };
  }
  const taken = new Set(REFERENCES.map(type => textAt(target, type, 'key')));
  for (const format of formats) {
    const key = textAt(target, 'additionalFormats', format, 'key');
    if (key !== undefined && taken.has(key)) {
      yield { field: `${field}.${format}.key`, value: key, problem: 'is the key of another output of the Bundle', fix: 'Give each output a key of its own.' };
    }
    taken.add(key);
  }
}

function* metadataProblems(metadata: Fields, field: string): Generator<FieldProblem> {
  for (const kind of ['annotations', 'labels']) {
    for (const key of textMapAt(metadata, kind).keys()) {
      if (OWN_PREFIXES.some(prefix => key.startsWith(prefix))) {
        yield { field: within(`${field}.${kind}`, key), problem: 'is one that trust-manager sets itself', fix: `Remove it; keys of ${OWN_PREFIXES.join(' and ')} are reserved.` };
      }
    }
  }
  yield* annotationProblems(textMapAt(metadata, 'annotations'), `${field}.annotations`);
  yield* labelProblems(textMapAt(metadata, 'labels'), `${field}.labels`);
}
