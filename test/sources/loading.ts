import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { Loaded, loadManifests, LoadOptions } from '../../src/sources';

/** Runs with a folder of its own, which holds the files given. */
export async function inFolder<T>(files: Record<string, string | Buffer>, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'sources-'));
  try {
    for (const [name, content] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), content);
    }
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What comes of a text in standard input, which is read like a file. */
export function loadText(text: string | Buffer, options: LoadOptions = {}): Promise<Loaded> {
  return loadManifests(['-'], { stdin: Readable.from([Buffer.from(text as string)]), ...options });
}

/** The objects of a text that has no problem. */
export async function objectsOf(text: string): Promise<any[]> {
  const { objects, problems } = await loadText(text);
  expect(problems).toEqual([]);
  return objects.map(({ manifest }) => manifest);
}

/** The field `v` of the only object of a text. */
export async function valueOf(yaml: string): Promise<any> {
  const [read] = await objectsOf(`apiVersion: v1\nkind: X\n${yaml}`);
  return read.v;
}

/** What is wrong with a text that holds nothing else, as `line: message`. */
export async function problemsOf(text: string | Buffer, options?: LoadOptions): Promise<string[]> {
  const { problems } = await loadText(text, options);
  return problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

/** `kind name file:line` of each object, the folder left out. */
export function summary({ objects }: Loaded, folder = ''): string[] {
  return objects.map(({ manifest, origin }) => `${manifest.kind} ${manifest.metadata?.name} ${origin.file!.replace(`${folder}/`, '')}:${origin.line}`);
}

/** A small object. */
export function object(name: string, kind = 'Service'): string {
  return `apiVersion: v1\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}
