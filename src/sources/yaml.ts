import { Event, EVENT_ID, getScalarValue, MappingEvent, SCALAR_STYLE, ScalarEvent, SequenceEvent } from 'js-yaml';
import { yamlEvents } from './events';
import { Limits } from './limits';
import { shown, TextError } from './problem';
import { keyName, plainValue, taggedValue } from './scalars';

/** The value of a document, and where it and the items of its lists begin. */
export interface Parsed {
  readonly value: unknown;
  /** How many values it has, each alias counted with all that it stands for. */
  readonly size: number;
  /** Whether it has aliases: written out it may be far more than its text. */
  readonly aliased: boolean;
  /** The offset of the value, or of an object in an `items` list. */
  offsetOf(object: unknown): number;
}

interface Anchor {
  readonly value: unknown;
  size: number;
  /** Still being read: an alias to it would close a circle. */
  open: boolean;
}

interface Frame {
  readonly value: any;
  readonly event: SequenceEvent | MappingEvent | undefined;
  readonly anchor?: Anchor;
  /** Whether this is a list called `items`. */
  readonly items: boolean;
  size: number;
  key?: string;
  keyOffset: number;
  merging: boolean;
  /** Keys that a merge set; written out after it they are no duplicates. */
  merged?: Set<string>;
}

/**
 * Builds the values of a text's documents from the parser's events, as
 * Kubernetes sees them. The parser's own builder would not tell positions,
 * bound aliases or name keys as we need it.
 */
export class YamlBuilder {
  private readonly parsed: Parsed[] = [];
  private readonly frames: Frame[] = [];
  private anchors = new Map<string, Anchor>();
  private offsets = new Map<unknown, number>();
  private aliased = 0;

  constructor(private readonly text: string, private readonly limits: Limits) {}

  public build(): Parsed[] {
    for (const event of yamlEvents(this.text, this.limits)) {
      this.take(event);
    }
    return this.parsed;
  }

  private take(event: Event): void {
    switch (event.type) {
      case EVENT_ID.DOCUMENT:
        this.anchors = new Map();
        this.offsets = new Map();
        this.aliased = 0;
        this.frames.push({ value: [], event: undefined, items: false, size: 0, keyOffset: 0, merging: false });
        break;
      case EVENT_ID.SEQUENCE:
        this.open(event, []);
        break;
      case EVENT_ID.MAPPING:
        this.open(event, {});
        break;
      case EVENT_ID.SCALAR:
        this.scalar(event);
        break;
      case EVENT_ID.ALIAS:
        this.alias(this.text.slice(event.anchorStart, event.anchorEnd), event.anchorStart - 1);
        break;
      case EVENT_ID.POP:
        this.close();
        break;
    }
  }

  private open(event: SequenceEvent | MappingEvent, value: object): void {
    const parent = this.frames[this.frames.length - 1];
    if (parent.event?.type === EVENT_ID.MAPPING && parent.key === undefined) {
      throw new TextError('has a list or an object where a key must be', event.start);
    }
    if (parent.event === undefined || parent.items) {
      this.offsets.set(value, event.start);
    }
    const anchor = this.anchor(event, value, true);
    this.frames.push({ value, event, anchor, items: parent.key === 'items' && Array.isArray(value), size: 1, keyOffset: event.start, merging: false });
  }

  private close(): void {
    const frame = this.frames.pop()!;
    if (frame.event === undefined) {
      const { offsets, aliased } = this;
      const [value] = frame.value;
      this.parsed.push({ value, size: frame.size, aliased: aliased > 0, offsetOf: object => offsets.get(object) ?? offsets.get(value) ?? 0 });
      return;
    }
    if (frame.anchor) {
      frame.anchor.open = false;
      frame.anchor.size = frame.size;
    }
    this.add(frame.value, frame.size);
  }

  private scalar(event: ScalarEvent): void {
    const frame = this.frames[this.frames.length - 1];
    const text = getScalarValue(this.text, event);
    const plain = event.style === SCALAR_STYLE.PLAIN;
    const value = event.tagStart >= 0 ? this.tagged(event, text) : plain ? plainValue(text) : text;
    if (event.anchorStart >= 0) {
      this.anchor(event, value, false);
    }
    if (frame.event === undefined) {
      this.offsets.set(value, Math.max(event.valueStart, 0));
    }
    if (frame.event?.type === EVENT_ID.MAPPING && frame.key === undefined) {
      this.setKey(frame, value, text, plain && event.tagStart < 0, event.valueStart);
    } else {
      this.add(value, 1);
    }
  }

  private tagged(event: ScalarEvent, text: string): unknown {
    const tag = this.text.slice(event.tagStart, event.tagEnd);
    const value = taggedValue(tag, text);
    if (value === undefined) {
      throw new TextError(`says that ${shown(JSON.stringify(text))} is ${shown(tag)}, which it is not`, event.tagStart);
    }
    return value;
  }

  private setKey(frame: Frame, value: unknown, text: string, plain: boolean, offset: number): void {
    const key = keyName(value, text);
    if (key === undefined) {
      throw new TextError('has no name or null where a key must be. Put the key in quotes', Math.max(offset, frame.keyOffset));
    }
    frame.key = key;
    frame.keyOffset = offset;
    frame.merging = plain && key === '<<';
  }

  private anchor(event: ScalarEvent | SequenceEvent | MappingEvent, value: unknown, open: boolean): Anchor | undefined {
    if (event.anchorStart < 0) {
      return undefined;
    }
    const anchor = { value, size: 1, open };
    this.anchors.set(this.text.slice(event.anchorStart, event.anchorEnd), anchor);
    return anchor;
  }

  private alias(name: string, offset: number): void {
    const anchor = this.anchors.get(name);
    if (!anchor) {
      throw new TextError(`uses the anchor ${shown(JSON.stringify(name))}, which is not defined before it in the same document`, offset);
    }
    if (anchor.open) {
      throw new TextError(`has an anchor ${shown(JSON.stringify(name))} that contains itself`, offset);
    }
    this.charge(anchor.size, offset);
    const frame = this.frames[this.frames.length - 1];
    if (frame.event?.type !== EVENT_ID.MAPPING || frame.key !== undefined) {
      this.add(anchor.value, anchor.size);
    } else if (typeof anchor.value === 'object' && anchor.value !== null) {
      throw new TextError('has a list or an object where a key must be', offset);
    } else {
      this.setKey(frame, anchor.value, String(anchor.value), false, offset);
    }
  }

  private charge(size: number, offset: number): void {
    this.aliased += size;
    if (this.aliased > this.limits.aliasedValues) {
      throw new TextError(`has aliases that stand for more than ${this.limits.aliasedValues} values. Write out what is meant`, offset);
    }
  }

  private add(value: unknown, size: number): void {
    const frame = this.frames[this.frames.length - 1];
    frame.size += size;
    if (frame.event?.type !== EVENT_ID.MAPPING) {
      frame.value.push(value);
      return;
    }
    const key = frame.key!;
    frame.key = undefined;
    if (frame.merging) {
      this.merge(frame, value);
      return;
    }
    if (Object.hasOwn(frame.value, key) && !frame.merged?.delete(key)) {
      throw new TextError(`has the key ${shown(JSON.stringify(key))} twice in one object. Remove one of them`, frame.keyOffset);
    }
    setOwn(frame.value, key, value);
  }

  /**
   * What was merged stands until it is written out again. That a merge also
   * replaces what was written before it is against the words of YAML 1.1, but
   * it is what Kubernetes' parser does.
   */
  private merge(frame: Frame, value: unknown): void {
    frame.merging = false;
    const sources = Array.isArray(value) ? value : [value];
    for (const source of [...sources].reverse()) {
      if (typeof source !== 'object' || source === null || Array.isArray(source)) {
        throw new TextError('has a merge key "<<" whose value is no object', frame.keyOffset);
      }
      const keys = Object.keys(source);
      this.charge(keys.length, frame.keyOffset);
      for (const key of keys) {
        setOwn(frame.value, key, source[key]);
        (frame.merged ??= new Set()).add(key);
      }
    }
  }
}

/** Sets an own field, also if it is called `__proto__`. */
function setOwn(target: any, key: string, value: unknown): void {
  if (key === '__proto__') {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    target[key] = value;
  }
}
