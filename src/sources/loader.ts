import { asText } from './bytes';
import { DocumentMemory } from './document-memory';
import { DocumentRange, LineCounter, splitDocuments } from './documents';
import { FileProblems } from './file-problems';
import { displayName, FileFinder, readRange, reasonOf } from './files';
import { Limits } from './limits';
import { contentOf, holdsObjects } from './objects';
import { FileOrigin, Source } from './origin';
import { TextValue, valuesOf, Where } from './parse';
import { compareProblems, SourceProblem } from './problem';
import { readStream, tooLarge } from './stdin';
import { SourcedManifest } from '../analysis/manifest';

/** What an object costs beside its values: its origin, its place in lists. */
const VALUES_PER_OBJECT = 8;

interface Text {
  readonly name: string;
  readonly bytes: Buffer;
  readonly source: Source;
  /** Whether the user named it; else it was found in a folder. */
  readonly named: boolean;
}

/** Collects what is read, within limits. */
export class Loader {
  private readonly objects: SourcedManifest[] = [];
  private readonly problems: SourceProblem[] = [];
  private bytesLeft: number;
  private valuesLeft: number;
  private problemsLeft: number;
  /** Whether a limit was reached, and nothing more is read. */
  private full = false;

  constructor(private readonly limits: Limits, private readonly memory: Pick<DocumentMemory, 'valuesOf'> = { valuesOf }) {
    this.bytesLeft = limits.bytes;
    this.valuesLeft = limits.values;
    this.problemsLeft = limits.problems;
  }

  public loaded(): { objects: readonly SourcedManifest[]; problems: readonly SourceProblem[] } {
    return { objects: this.objects, problems: this.problems.sort(compareProblems) };
  }

  public readPath(path: string, finder: FileFinder): void {
    for (const found of finder.find(path)) {
      if (this.full) {
        return;
      }
      if ('refused' in found) {
        this.problems.push({ file: found.name, message: found.refused });
      } else {
        this.readFile(found.name, found.path, found.name === displayName(path));
      }
    }
  }

  public async readStdin(stream: NodeJS.ReadableStream): Promise<void> {
    if (this.full) {
      return;
    }
    const bytes = await readStream(stream, this.bytesLeft);
    const name = '<stdin>';
    if (typeof bytes === 'string') {
      this.problems.push({ file: name, message: bytes });
    } else {
      this.readBytes(name, bytes, (from, to) => bytes.subarray(from, to), true);
    }
  }

  private readFile(name: string, path: string, named: boolean): void {
    let bytes;
    try {
      bytes = readRange(path, 0, this.bytesLeft + 1);
    } catch (error) {
      this.problems.push({ file: name, message: `cannot be read: ${reasonOf(error)}` });
      return;
    }
    if (bytes.length > this.bytesLeft) {
      this.problems.push({ file: name, message: tooLarge(this.limits.bytes) });
    } else {
      this.readBytes(name, bytes, (from, to) => readRange(path, from, to), named);
    }
  }

  private readBytes(name: string, bytes: Buffer, source: Source, named: boolean): void {
    this.bytesLeft -= bytes.length;
    const text = asText(bytes);
    if (typeof text === 'string') {
      this.problems.push({ file: name, message: text });
      return;
    }
    const skipped = bytes.length - text.length;
    this.readText({ name, bytes: text, named, source: (from, to) => source(from + skipped, to + skipped) });
  }

  private readText(text: Text): void {
    const problems = new FileProblems(text.name, this.limits.listed);
    for (const document of splitDocuments(text.bytes)) {
      const chars = text.bytes.toString('utf8', document.start, document.end);
      const lines = new LineCounter(chars, document.line);
      try {
        for (const value of this.memory.valuesOf(chars, this.limits)) {
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
