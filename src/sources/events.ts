import { Event, parseEvents, YAMLException } from 'js-yaml';
import { Limits } from './limits';
import { shown, TextError } from './problem';

/** The events of a text; a `TextError` if it is no YAML. */
export function yamlEvents(text: string, limits: Limits): Event[] {
  // An event needs half a character at least: short texts need no counting.
  if (text.length > limits.yamlValues / 2 && tooManyValues(text, limits.yamlValues)) {
    throw new TextError(`has more than ${limits.yamlValues} values in one YAML document. Check fewer objects at a time, or give them as JSON`, 0);
  }
  try {
    return parseEvents(text, { maxDepth: limits.depth });
  } catch (error) {
    if (!(error instanceof YAMLException)) {
      throw new TextError('is nested too deeply to be read', 0);
    }
    throw new TextError(syntaxMessage(error.reason, limits), error.mark?.position ?? 0);
  }
}

function syntaxMessage(reason: string, { depth }: Limits): string {
  if (reason.startsWith('nesting exceeded')) {
    return `is nested deeper than ${depth} levels`;
  }
  return `is not valid YAML: ${REASONS[reason] ?? shown(reason)}`;
}

/** Where the parser says less than there is to say. */
const REASONS: Record<string, string> = {
  'deficient indentation': 'a bracket or a quote is not closed, or a line is not indented deeply enough',
  'end of the stream or a document separator is expected': 'this does not belong to what is above. Put "---" between documents',
};

/** An upper bound of the values, from the characters that begin or separate them. */
function tooManyValues(text: string, most: number): boolean {
  let count = 0;
  for (let i = 0; i < text.length && count <= most; i++) {
    const c = text.charCodeAt(i);
    // , : [ { and "- ", "? "
    if (c === 44 || c === 58 || c === 91 || c === 123 || (c === 45 || c === 63) && !(text.charCodeAt(i + 1) > 32)) {
      count++;
    }
  }
  return count > most;
}
