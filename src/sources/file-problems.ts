import { LineCounter } from './documents';
import { SourceProblem, TextError } from './problem';

/** The problems of one file, of which the first ones are listed. */
export class FileProblems {
  private readonly problems: SourceProblem[] = [];
  private unlisted = 0;
  private template = false;
  /** How many there are, listed or not. */
  public count = 0;

  constructor(private readonly file: string, private readonly most: number) {}

  public add(problem: Omit<SourceProblem, 'file'>): void {
    this.count++;
    if (this.problems.length < this.most) {
      this.problems.push({ file: this.file, ...problem });
    } else {
      this.unlisted++;
    }
  }

  /** Adds what was thrown while a document was read. */
  public addError(error: unknown, text: string, lines: LineCounter): void {
    const braces = text.indexOf('{{');
    if (braces >= 0) {
      this.addTemplate(lines.at(braces));
    } else if (error instanceof TextError) {
      const { message, offset } = error;
      this.add({ line: lines.at(offset), column: columnOf(text, offset), message });
    } else {
      // Whatever it was, it came from this document, and the others can still be read.
      this.add({ line: lines.at(0), message: 'cannot be read. It is too large or too deep' });
    }
  }

  /** A template is broken in many places, for one reason. */
  private addTemplate(line: number): void {
    if (!this.template) {
      this.template = true;
      this.add({ line, message: 'looks like a Helm template: it has "{{". Render the chart first: helm template … | cdk8s-mtls check -' });
    } else {
      this.count++;
    }
  }

  public *listed(): Generator<SourceProblem> {
    yield* this.problems;
    if (this.unlisted > 0) {
      yield { file: this.file, message: `has ${this.unlisted} more problems, which are not listed` };
    }
  }
}

function columnOf(text: string, offset: number): number {
  let start = offset;
  while (start > 0 && !'\r\n'.includes(text[start - 1])) {
    start--;
  }
  return offset - start + 1;
}
