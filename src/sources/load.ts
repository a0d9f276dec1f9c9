import { DocumentMemory } from './document-memory';
import { DocumentReader } from './document-reader';
import { Input, Inputs, isText } from './inputs';
import { Limits, LIMITS } from './limits';
import { Loader } from './loader';
import { SourceProblem } from './problem';
import { SourcedManifest } from '../analysis/manifest';

/** What was read, and what could not be. */
export interface Loaded {
  /** In the order of the paths given, of the names in a folder, and of the text of a file. */
  readonly objects: readonly SourcedManifest[];
  /** By file and line. */
  readonly problems: readonly SourceProblem[];
}

export interface LoadOptions {
  /** What `-` stands for. @default process.stdin */
  readonly stdin?: NodeJS.ReadableStream;
  readonly limits?: Partial<Limits>;
  /** What was read before, of which nothing is read twice. @default - every document is read */
  readonly memory?: DocumentMemory;
}

/**
 * Reads the Kubernetes objects in files, folders and, as `-`, in standard
 * input. What cannot be read becomes a problem; all else is read.
 */
export async function loadManifests(paths: readonly string[], options: LoadOptions = {}): Promise<Loaded> {
  const limits = { ...LIMITS, ...options.limits };
  const inputs = await inputsOf(paths, limits, options.stdin ?? process.stdin);
  const reader = new DocumentReader(inputs.filter(isText), limits, options.memory);
  try {
    const loader = new Loader(limits, reader);
    inputs.forEach(input => loader.add(input));
    return loader.loaded();
  } finally {
    reader.stop();
  }
}

async function inputsOf(paths: readonly string[], { bytes }: Limits, stdin: NodeJS.ReadableStream): Promise<readonly Input[]> {
  const inputs = new Inputs(bytes);
  let stdinRead = false;
  for (const path of paths) {
    if (path !== '-') {
      inputs.addPath(path);
    } else if (!stdinRead) {
      stdinRead = true;
      await inputs.addStdin(stdin);
    }
  }
  return inputs.all;
}
