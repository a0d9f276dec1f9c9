import { asText } from './bytes';
import { displayName, FileFinder, readRange, reasonOf } from './files';
import { Source } from './origin';
import { SourceProblem } from './problem';
import { readStream, tooLarge } from './stdin';
import { Text } from './text';

/** A text to parse, or why there is none. */
export type Input = Text | SourceProblem;

export function isText(input: Input): input is Text {
  return 'bytes' in input;
}

/** Collects the texts of files, folders and standard input, up to so many bytes. */
export class Inputs {
  private readonly collected: Input[] = [];
  private readonly finder = new FileFinder();
  private bytesLeft: number;

  constructor(private readonly mostBytes: number) {
    this.bytesLeft = mostBytes;
  }

  /** In the order of the paths given, and of the names in a folder. */
  public get all(): readonly Input[] {
    return this.collected;
  }

  public addPath(path: string): void {
    for (const found of this.finder.find(path)) {
      if ('refused' in found) {
        this.collected.push({ file: found.name, message: found.refused });
      } else {
        this.addFile(found.name, found.path, found.name === displayName(path));
      }
    }
  }

  public async addStdin(stream: NodeJS.ReadableStream): Promise<void> {
    const bytes = await readStream(stream, this.bytesLeft);
    const name = '<stdin>';
    if (typeof bytes === 'string') {
      this.collected.push({ file: name, message: bytes });
    } else {
      this.addBytes(name, bytes, (from, to) => bytes.subarray(from, to), true);
    }
  }

  private addFile(name: string, path: string, named: boolean): void {
    let bytes;
    try {
      bytes = readRange(path, 0, this.bytesLeft + 1);
    } catch (error) {
      this.collected.push({ file: name, message: `cannot be read: ${reasonOf(error)}` });
      return;
    }
    if (bytes.length > this.bytesLeft) {
      this.collected.push({ file: name, message: tooLarge(this.mostBytes) });
    } else {
      this.addBytes(name, bytes, (from, to) => readRange(path, from, to), named);
    }
  }

  private addBytes(name: string, bytes: Buffer, source: Source, named: boolean): void {
    this.bytesLeft -= bytes.length;
    const text = asText(bytes);
    if (typeof text === 'string') {
      this.collected.push({ file: name, message: text });
      return;
    }
    const skipped = bytes.length - text.length;
    this.collected.push({ name, bytes: text, named, source: (from, to) => source(from + skipped, to + skipped) });
  }
}
