import { fieldAt } from './fields';
import { SourcedManifest } from './manifest';

/** What an annotation holds that should be a list in JSON: the list, or `undefined` in its place; nothing if there is no such annotation. */
export function jsonListIn({ manifest }: SourcedManifest, annotation: string): { readonly list?: readonly unknown[] } | undefined {
  const text = fieldAt(manifest, 'metadata', 'annotations', annotation);
  if (text === undefined) {
    return undefined;
  }
  const list = typeof text === 'string' ? parse(text) : undefined;
  return Array.isArray(list) ? { list } : {};
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
