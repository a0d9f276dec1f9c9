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
  /** Whether it has aliases: written out it may be far more than its text. */
  readonly aliased: boolean;
  readonly where: Where;
  readonly toItem: ToItem<Where>;
}

const START_MARKER = /^---[ \t]*(?=[\r\n])/;
/** The parser takes it for what it is between documents, and for text elsewhere. */
const BYTE_ORDER_MARK = '\ufeff';
const OPEN_BRACE = 123;
const OPEN_BRACKET = 91;

/** The values of a document's text, JSON or YAML. Throws a `TextError` at what is neither, after all that could be read. */
export function* valuesOf(text: string, limits: Limits): Generator<TextValue> {
  let at = skipSpace(text, START_MARKER.exec(text)?.[0].length ?? 0);
  if (at === text.length) {
    return;
  }
  let isJson = false;
  while (beginsJson(text, at)) {
    const json = jsonAt(text, at, limits);
    if (!json) {
      break;
    }
    isJson = true;
    const toItem: ToItem<Where> = list => {
      const items = json.itemsAt(list.offset);
      return index => items[index] ? { offset: items[index][0], part: items[index], way: [] } : list;
    };
    yield { value: json.value, size: json.size, aliased: json.aliased, where: { offset: at, part: [at, json.end], way: [] }, toItem };
    at = skipSpace(text, json.end);
  }
  if (!isJson) {
    yield* yamlValues(text, limits, 0);
  } else if (at < text.length) {
    yield* yamlValues(text, limits, at);
  }
}

/**
 * The values of documents that join, one each, from parsing them in one go: that saves what the parser does for each
 * text. Nothing if there is something wrong with one of them, or one holds several.
 */
export function valuesOfAll(texts: readonly string[], limits: Limits): readonly TextValue[] | undefined {
  let parsed: Parsed[];
  try {
    parsed = new YamlBuilder(texts.join(''), limits).build();
  } catch {
    return undefined;
  }
  let start = 0;
  const starts = texts.map(({ length }) => {
    start += length;
    return start - length;
  });
  return parsed.length === texts.length ? parsed.map((value, index) => yamlValue(value, starts[index])) : undefined;
}

/** Whether a document can be parsed together with others. */
export function joins(text: string): boolean {
  const marker = START_MARKER.exec(text)?.[0].length;
  return marker !== undefined && !beginsJson(text, skipSpace(text, marker)) && !text.includes(BYTE_ORDER_MARK);
}

function beginsJson(text: string, at: number): boolean {
  const first = text.charCodeAt(at);
  return first === OPEN_BRACE || first === OPEN_BRACKET;
}

function* yamlValues(text: string, limits: Limits, from: number): Generator<TextValue> {
  for (const [index, parsed] of parseYaml(text, limits, from).entries()) {
    // More than one only if carriage returns alone end the lines: the cut at markers does not see those.
    yield yamlValue(parsed, -from, from + index === 0 ? undefined : text.length);
  }
}

/**
 * A value as it is in the text of its document.
 *
 * @param start where that text begins in the text that was parsed
 * @param end where the part of it ends that is a text by itself, if it is not all of it
 */
function yamlValue({ value, size, aliased, offsetOf }: Parsed, start: number, end?: number): TextValue {
  // What is empty has no offset.
  const offsetIn = (object: unknown) => Math.max(offsetOf(object) - start, 0);
  const offset = offsetIn(value);
  const part = end === undefined ? undefined : [offset, end] as const;
  const toItem: ToItem<Where> = ({ way }, items) => at => ({ offset: offsetIn(items[at]), part, way: [...way, 'items', at] });
  return { value, size, aliased, where: { offset, part, way: [] }, toItem };
}

function parseYaml(text: string, limits: Limits, from: number): Parsed[] {
  try {
    return new YamlBuilder(text.slice(from), limits).build();
  } catch (error) {
    throw error instanceof TextError ? new TextError(error.message, from + error.offset) : error;
  }
}
