import { createHash } from 'crypto';
import { readFileSync, writeFileSync } from 'fs';
import { join } from 'path';
import { live, recording } from './programs';

/** What the real software answers to everything that a test file asks, and which versions of it. */
export interface Answers<A> {
  readonly versions: Record<string, string>;
  readonly answers: Record<string, A>;
}

/**
 * Answers of the real software that are written down in a file. Where the real
 * software is there, it is asked too, and must say the same again.
 */
export class Vectors<A> {
  private readonly file: string;
  private asked?: Answers<A>;
  private recorded?: Answers<A>;

  constructor(name: string) {
    this.file = join(__dirname, 'vectors', `${name}.json`);
  }

  /** Reads the file; asks the real software where it is there, and writes the file where that is wanted. */
  public load(ask: () => Answers<A>): void {
    this.asked = live ? ask() : undefined;
    if (recording) {
      writeFileSync(this.file, format(this.asked!));
    }
    this.recorded = JSON.parse(readFileSync(this.file, 'utf8')) as Answers<A>;
  }

  /** The answer to a question. */
  public answer(key: string): A {
    const recorded = this.recorded?.answers[key];
    if (recorded === undefined) {
      throw new Error('not judged yet: npm run oracles -- --record');
    }
    if (this.asked) {
      expect({ recorded: this.asked.answers[key] }).toEqual({ recorded });
    }
    return recorded;
  }

  /** Checks what is beside the answers: whose they are, and that none is left over. */
  public expectCurrent(): void {
    if (this.asked) {
      expect(this.recorded!.versions).toEqual(this.asked.versions);
      expect(Object.keys(this.recorded!.answers).filter(key => !Object.hasOwn(this.asked!.answers, key))).toEqual([]);
    }
  }
}

/** A key that is the same for the same content, whatever the order of its fields. */
export function keyOf(content: unknown): string {
  return createHash('sha256').update(canonical(content)).digest('hex').slice(0, 16);
}

function canonical(content: unknown): string {
  if (Array.isArray(content)) {
    return `[${content.map(canonical).join()}]`;
  }
  if (typeof content === 'object' && content !== null) {
    return `{${Object.entries(content).filter(([, value]) => value !== undefined).sort(([a], [b]) => a < b ? -1 : 1).map(([key, value]) => `${JSON.stringify(key)}:${canonical(value)}`).join()}}`;
  }
  return JSON.stringify(content);
}

/** One line for each answer, in the order of their keys. */
function format<A>({ versions, answers }: Answers<A>): string {
  const lines = Object.entries(answers).sort(([a], [b]) => a < b ? -1 : 1).map(([key, answer]) => `${JSON.stringify(key)}:${JSON.stringify(answer)}`);
  return `{"versions":${JSON.stringify(versions)},\n"answers":{\n${lines.join(',\n')}\n}}\n`;
}
