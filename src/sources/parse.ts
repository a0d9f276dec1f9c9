import { jsonAt, skipSpace } from './json';
import { Limits } from './limits';
import { Step } from './locator';
import { ToItem } from './objects';
import { TextError } from './problem';
import { Parsed, YamlBuilder } from './yaml';

/** Where an object is in the text of a document. */
export interface Where {
  readonly offset: number;
  /** As in `Place`. */
  readonly part?: readonly [from: number, to: number];
  readonly way: readonly Step[];
}

/** One value of a text. A document holds one as a rule; JSON values may follow each other without a marker. */
export interface TextValue {
  readonly value: unknown;
  readonly size: number;
  readonly where: Where;
  readonly toItem: ToItem<Where>;
}

const START_MARKER = /^---[ \t]*(?=[\r\n])/;
const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;

/** The values of a document's text, JSON or YAML. Throws a `TextError` at what is neither, after all that could be read. */
export function* valuesOf(text: string, limits: Limits): Generator<TextValue> {
  let at = skipSpace(text, START_MARKER.exec(text)?.[0].length ?? 0);
  if (at === text.length) {
    return;
  }
  let isJson = false;
  for (let first = text.charCodeAt(at); first === OPEN_BRACE || first === OPEN_BRACKET; first = text.charCodeAt(at)) {
    const json = jsonAt(text, at, limits);
    if (!json) {
      break;
    }
    isJson = true;
    const toItem: ToItem<Where> = list => {
      const items = json.itemsAt(list.offset);
      return index => items[index] ? { offset: items[index][0], part: items[index], way: [] } : list;
    };
    yield { value: json.value, size: json.size, where: { offset: at, part: [at, json.end], way: [] }, toItem };
    at = skipSpace(text, json.end);
  }
  if (!isJson) {
    yield* yamlValues(text, limits, 0);
  } else if (at < text.length) {
    yield* yamlValues(text, limits, at);
  }
}

function* yamlValues(text: string, limits: Limits, from: number): Generator<TextValue> {
  for (const [index, parsed] of parseYaml(text, limits, from).entries()) {
    const offsetOf = (object: unknown) => from + parsed.offsetOf(object);
    const offset = offsetOf(parsed.value);
    // More than one only if carriage returns alone end the lines: the cut at markers does not see those.
    const part = from + index === 0 ? undefined : [offset, text.length] as const;
    const toItem: ToItem<Where> = ({ way }, items) => at => ({ offset: offsetOf(items[at]), part, way: [...way, 'items', at] });
    yield { value: parsed.value, size: parsed.size, where: { offset, part, way: [] }, toItem };
  }
}

function parseYaml(text: string, limits: Limits, from: number): Parsed[] {
  try {
    return new YamlBuilder(text.slice(from), limits).build();
  } catch (error) {
    throw error instanceof TextError ? new TextError(error.message, from + error.offset) : error;
  }
}
