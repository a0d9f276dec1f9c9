import { FieldProblem, within } from './field-problem';
import { isFields } from './fields';

/**
 * As much of a custom resource's schema as says something about values. Fields
 * that are not named here are left to the API server: a newer version of the
 * resource may have them.
 */
export type Schema =
  | { readonly type: 'string'; readonly oneOf?: readonly string[]; readonly minLength?: number; readonly maxLength?: number; readonly pattern?: RegExp }
  | { readonly type: 'integer'; readonly min?: number; readonly max?: number }
  | { readonly type: 'boolean' }
  | { readonly type: 'list'; readonly items: Schema; readonly minItems?: number; readonly maxItems?: number }
  | { readonly type: 'map'; readonly values: Schema; readonly minEntries?: number }
  | { readonly type: 'object'; readonly fields: Readonly<Record<string, Schema>>; readonly required?: readonly string[] };

export const TEXT: Schema = { type: 'string' };
export const BOOLEAN: Schema = { type: 'boolean' };
export const INTEGER: Schema = { type: 'integer' };
export const INT32: Schema = { type: 'integer', min: -(2 ** 31), max: 2 ** 31 - 1 };
export const TEXTS: Schema = { type: 'list', items: TEXT };
export const TEXT_MAP: Schema = { type: 'map', values: TEXT };

/** An object with these fields, of which some are required. */
export function object(fields: Readonly<Record<string, Schema>>, ...required: string[]): Schema {
  return { type: 'object', fields, required };
}

/** One of these texts. */
export function oneOf(...values: string[]): Schema {
  return { type: 'string', oneOf: values };
}

/** A reference to one key of a Secret in the same namespace. */
export const SECRET_KEY: Schema = object({ name: TEXT, key: TEXT }, 'name');

/** Every value that the schema refuses. */
export function* schemaProblems(schema: Schema, value: unknown, field: string): Generator<FieldProblem> {
  switch (schema.type) {
    case 'string':
      yield* textProblems(schema, value, field);
      break;
    case 'integer':
      yield* integerProblems(schema, value, field);
      break;
    case 'boolean':
      if (typeof value !== 'boolean') {
        yield { field, value, problem: 'is not true or false', fix: 'Write true or false, without quotes.' };
      }
      break;
    case 'list':
      yield* listProblems(schema, value, field);
      break;
    case 'map':
      yield* mapProblems(schema, value, field);
      break;
    case 'object':
      yield* objectProblems(schema, value, field);
      break;
  }
}

function* textProblems(schema: Schema & { type: 'string' }, value: unknown, field: string): Generator<FieldProblem> {
  if (typeof value !== 'string') {
    yield { field, value, problem: 'is not a text', fix: 'Write it as a text, in quotes.' };
  } else if (schema.oneOf && !schema.oneOf.includes(value)) {
    yield { field, value, problem: `is not one of ${schema.oneOf.map(one => `"${one}"`).join(', ')}`, fix: `Write one of them, for example "${schema.oneOf[0]}".` };
  } else if (value.length < (schema.minLength ?? 0)) {
    yield { field, value, problem: `has fewer than ${schema.minLength} characters`, fix: 'Give it a value, or leave the field out.' };
  } else if (value.length > (schema.maxLength ?? Infinity)) {
    yield { field, value, problem: `has ${value.length} characters, at most ${schema.maxLength} are allowed`, fix: 'Shorten it.' };
  } else if (schema.pattern && !schema.pattern.test(value)) {
    yield { field, value, problem: `does not match ${schema.pattern.source}`, fix: 'Write it in that form.' };
  }
}

function* integerProblems(schema: Schema & { type: 'integer' }, value: unknown, field: string): Generator<FieldProblem> {
  if (typeof value !== 'number' || !Number.isInteger(value)) {
    yield { field, value, problem: 'is not a whole number', fix: 'Write a whole number, without quotes.' };
  } else if (value < (schema.min ?? -Infinity) || value > (schema.max ?? Infinity)) {
    yield { field, value, problem: `is not between ${schema.min} and ${schema.max}`, fix: 'Write a number in that range.' };
  }
}

function* listProblems(schema: Schema & { type: 'list' }, value: unknown, field: string): Generator<FieldProblem> {
  if (!Array.isArray(value)) {
    yield { field, value, problem: 'is not a list', fix: 'Write it as a list, with one "-" for each item.' };
    return;
  }
  if (value.length < (schema.minItems ?? 0)) {
    yield { field, problem: `has ${value.length} items, at least ${schema.minItems} is needed`, fix: 'Add an item, or leave the field out.' };
  }
  if (value.length > (schema.maxItems ?? Infinity)) {
    yield { field, problem: `has ${value.length} items, at most ${schema.maxItems} are allowed`, fix: 'Divide the list between several objects.' };
  }
  for (const [index, item] of value.entries()) {
    yield* schemaProblems(schema.items, item, within(field, index));
  }
}

function* mapProblems(schema: Schema & { type: 'map' }, value: unknown, field: string): Generator<FieldProblem> {
  if (!isFields(value)) {
    yield { field, value, problem: 'is not a map', fix: 'Write it as "key: value" lines.' };
    return;
  }
  const entries = Object.entries(value);
  if (entries.length < (schema.minEntries ?? 0)) {
    yield { field, problem: 'is empty', fix: 'Add an entry, or leave the field out.' };
  }
  for (const [key, item] of entries) {
    yield* schemaProblems(schema.values, item, within(field, key));
  }
}

function* objectProblems(schema: Schema & { type: 'object' }, value: unknown, field: string): Generator<FieldProblem> {
  if (!isFields(value)) {
    yield { field, value, problem: 'is not an object', fix: 'Write it as an object with named fields.' };
    return;
  }
  for (const name of schema.required ?? []) {
    if (!Object.hasOwn(value, name) || value[name] === null || value[name] === undefined) {
      yield { field: `${field}.${name}`, problem: 'is missing, and is required', fix: `Set ${field}.${name}.` };
    }
  }
  for (const [name, of] of Object.entries(schema.fields)) {
    if (Object.hasOwn(value, name) && value[name] !== null && value[name] !== undefined) {
      yield* schemaProblems(of, value[name], `${field}.${name}`);
    }
  }
}
