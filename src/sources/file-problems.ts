import { countLines, DocumentRange } from './documents';
import { SourceProblem, TextError } from './problem';

/** The problems of one file, of which the first ones are listed. */
export class FileProblems {
  private readonly problems: SourceProblem[] = [];
  private unlisted = 0;
  private template = false;

  constructor(private readonly file: string, private readonly most: number) {}

  public add(problem: Omit<SourceProblem, 'file'>): void {
    if (this.problems.length < this.most) {
      this.problems.push({ file: this.file, ...problem });
    } else {
      this.unlisted++;
    }
  }

  /** Adds what was thrown while a document was read. */
  public addError(error: unknown, text: string, { line }: DocumentRange): void {
    const braces = text.indexOf('{{');
    if (braces >= 0) {
      this.addTemplate(line + countLines(text, 0, braces));
      return;
    }
    if (!(error instanceof TextError)) {
      // Whatever it was, it came from this document, and the others can still be read.
      this.add({ line, message: 'cannot be read. It is too large or too deep' });
      return;
    }
    const lineStart = Math.max(text.lastIndexOf('\n', error.offset - 1), text.lastIndexOf('\r', error.offset - 1)) + 1;
    this.add({ line: line + countLines(text, 0, error.offset), column: error.offset - lineStart + 1, message: error.message });
  }

  /** A template is broken in many places, for one reason. */
  private addTemplate(line: number): void {
    if (!this.template) {
      this.template = true;
      this.add({ line, message: 'looks like a Helm template: it has "{{". Render the chart first: helm template … | cdk8s-mtls check -' });
    }
  }

  public listed(): readonly SourceProblem[] {
    return this.unlisted === 0 ? this.problems : [...this.problems, { file: this.file, message: `has ${this.unlisted} more problems, which are not listed` }];
  }
}
