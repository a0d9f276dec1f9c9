import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { run } from '../../src/cli/run';

/** What a run of the program gave. */
export interface Ran {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

export interface Surroundings {
  /** The files in the folder in which the program runs. */
  readonly files?: Record<string, string>;
  readonly stdin?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Whether a person watches, at a terminal of this many columns. */
  readonly terminal?: number;
}

const folders: string[] = [];
afterAll(() => folders.forEach(folder => rmSync(folder, { recursive: true, force: true })));

/** A folder with files that lasts as long as the tests of a file do. */
export function folderOf(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-cli-'));
  folders.push(folder);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** Runs the program in this process. The day is always the same. */
export async function cli(argv: readonly string[], { files = {}, stdin = '', env = {}, terminal }: Surroundings = {}): Promise<Ran> {
  const before = process.cwd();
  process.chdir(folderOf(files));
  const written = { out: '', err: '' };
  try {
    const exitCode = await run(argv, {
      stdin: Readable.from([Buffer.from(stdin)]),
      stdout: { isTTY: terminal !== undefined, columns: terminal, write: text => { written.out += text; } },
      stderr: { write: text => { written.err += text; } },
      env: { SOURCE_DATE_EPOCH: '1767225600', ...env },
    });
    return { exitCode, ...written };
  } finally {
    process.chdir(before);
  }
}
