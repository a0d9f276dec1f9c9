import { DocumentReader } from './document-reader';
import { DocumentRange, LineCounter, splitDocuments } from './documents';
import { FileProblems } from './file-problems';
import { Input, isText } from './inputs';
import { Limits } from './limits';
import { contentOf, holdsObjects } from './objects';
import { FileOrigin } from './origin';
import { TextValue, Where } from './parse';
import { compareProblems, SourceProblem } from './problem';
import { Text } from './text';
import { SourcedManifest } from '../analysis/manifest';

/** What an object costs beside its values: its origin, its place in lists. */
const VALUES_PER_OBJECT = 8;

/** Collects what is read, within limits. */
export class Loader {
  private readonly objects: SourcedManifest[] = [];
  private readonly problems: SourceProblem[] = [];
  private valuesLeft: number;
  private problemsLeft: number;
  /** Whether a limit was reached, and nothing more is read. */
  private full = false;

  constructor(private readonly limits: Limits, private readonly reader: DocumentReader) {
    this.valuesLeft = limits.values;
    this.problemsLeft = limits.problems;
  }

  public loaded(): { objects: readonly SourcedManifest[]; problems: readonly SourceProblem[] } {
    return { objects: this.objects, problems: this.problems.sort(compareProblems) };
  }

  public add(input: Input): void {
    if (this.full) {
      return;
    }
    if (isText(input)) {
      this.readText(input);
    } else {
      this.problems.push(input);
    }
  }

  private readText(text: Text): void {
    const problems = new FileProblems(text.name, this.limits.listed);
    for (const document of splitDocuments(text.bytes)) {
      const chars = text.bytes.toString('utf8', document.start, document.end);
      const lines = new LineCounter(chars, document.line);
      try {
        for (const value of this.reader.valuesOf(text, document, chars)) {
          this.take(value, { text, document, lines, problems });
        }
      } catch (error) {
        problems.addError(error, chars, lines);
      }
      if (problems.count > this.problemsLeft) {
        this.stop(text, lines.at(0), `${this.limits.problems} problems`);
      }
      if (this.full) {
        break;
      }
    }
    this.problemsLeft -= problems.count;
    this.problems.push(...problems.listed());
  }

  private take({ value, size, where, toItem }: TextValue, { text, document, lines, problems }: Reading): void {
    // A list at the top of a file in a folder is something else, such as a JSON patch of kustomize.
    if (value === null || value === undefined || Array.isArray(value) && !text.named && !holdsObjects(value)) {
      return;
    }
    let cost = size;
    for (const content of contentOf<Where>(value, where, toItem)) {
      const line = lines.at(content.where.offset);
      if ('refused' in content) {
        problems.add({ line, message: content.refused });
        continue;
      }
      cost += VALUES_PER_OBJECT;
      if (cost > this.valuesLeft) {
        this.stop(text, line, `${this.limits.values} values`);
        break;
      }
      const { part, way } = content.where;
      this.objects.push({ manifest: content.object, origin: new FileOrigin(text.name, line, { source: text.source, document, part, way }) });
    }
    // What holds no object is not kept.
    this.valuesLeft -= cost > size ? cost : 0;
  }

  private stop(text: Text, line: number, most: string): void {
    this.full = true;
    this.problems.push({ file: text.name, line, message: `is where reading stopped, at ${most}. Nothing after it was read. Check fewer files at a time` });
  }
}

interface Reading {
  readonly text: Text;
  readonly document: DocumentRange;
  readonly lines: LineCounter;
  readonly problems: FileProblems;
}
