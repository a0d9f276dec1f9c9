import { Event, EVENT_ID, getScalarValue, ScalarEvent } from 'js-yaml';
import { countLines } from './documents';
import { yamlEvents } from './events';
import { LIMITS } from './limits';
import { keyName, plainValue } from './scalars';

/** A step into a value: the name of a field or the index of an item. */
export type Step = string | number;

const STEP = /\.?([^.[\]]+)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/y;

/** The steps of a path as the rules write it: `spec.servers[0].tls`, `metadata.annotations["a/b"]`. */
export function stepsOf(field: string): Step[] {
  const steps: Step[] = [];
  STEP.lastIndex = 0;
  for (let match = STEP.exec(field); match; match = STEP.exec(field)) {
    const [, name, index, quoted] = match;
    steps.push(name ?? (index !== undefined ? Number(index) : JSON.parse(quoted)));
  }
  return steps;
}

interface Found {
  /** Where the field or item begins in the text. */
  readonly offset: number;
  /** The event that begins its value. */
  readonly value: number;
}

/** Finds fields in the text of a YAML or JSON document. */
export class Locator {
  private readonly events: readonly Event[];
  /** The events that begin the items of a list, by the event that begins the list: lists of clusters are long. */
  private readonly items = new Map<number, number[]>();

  constructor(private readonly text: string) {
    this.events = yamlEvents(text, LIMITS);
  }

  /**
   * How many lines below the beginning of an object the deepest field on a
   * path is that is there. The way leads to the object.
   */
  public linesTo(way: readonly Step[], field: string): number {
    let object: Found | undefined = { offset: 0, value: this.events.findIndex(event => event.type !== EVENT_ID.DOCUMENT) };
    for (const step of way) {
      object = object && this.stepInto(object.value, step);
    }
    if (!object) {
      return 0;
    }
    const start = this.offsetOf(object.value);
    let end = start;
    for (const step of stepsOf(field)) {
      const found: Found | undefined = object && this.stepInto(object.value, step);
      end = found?.offset ?? end;
      object = found;
    }
    return countLines(this.text, start, end);
  }

  /** The field or item of the collection that begins at an event. */
  private stepInto(index: number, step: Step): Found | undefined {
    switch (this.events[index].type) {
      case EVENT_ID.MAPPING:
        return this.fieldOf(index, String(step));
      case EVENT_ID.SEQUENCE: {
        const item = this.itemsOf(index)[Number(step)];
        return item === undefined ? undefined : { offset: this.offsetOf(item), value: item };
      }
      default:
        return undefined;
    }
  }

  private fieldOf(mapping: number, name: string): Found | undefined {
    for (let key = mapping + 1; this.events[key].type !== EVENT_ID.POP;) {
      const event = this.events[key];
      const value = this.after(key);
      if (event.type === EVENT_ID.SCALAR && this.nameOf(event) === name) {
        return { offset: this.offsetOf(key), value };
      }
      key = this.after(value);
    }
    return undefined;
  }

  private itemsOf(sequence: number): readonly number[] {
    let items = this.items.get(sequence);
    if (!items) {
      items = [];
      for (let at = sequence + 1; this.events[at].type !== EVENT_ID.POP; at = this.after(at)) {
        items.push(at);
      }
      this.items.set(sequence, items);
    }
    return items;
  }

  /** The event behind the value that begins at one. */
  private after(index: number): number {
    let depth = 0;
    for (let i = index; ; i++) {
      const { type } = this.events[i];
      if (type === EVENT_ID.SEQUENCE || type === EVENT_ID.MAPPING) {
        depth++;
      } else if (type === EVENT_ID.POP) {
        depth--;
      }
      if (depth === 0) {
        return i + 1;
      }
    }
  }

  private nameOf(key: ScalarEvent): string | undefined {
    const written = getScalarValue(this.text, key);
    return keyName(plainValue(written), written);
  }

  private offsetOf(index: number): number {
    const event = this.events[index];
    switch (event.type) {
      case EVENT_ID.SCALAR:
        return event.valueStart;
      case EVENT_ID.ALIAS:
        return event.anchorStart;
      case EVENT_ID.MAPPING:
      case EVENT_ID.SEQUENCE:
        return event.start;
      default:
        return 0;
    }
  }
}
