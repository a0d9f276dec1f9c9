import { closeSync, constants, fstatSync, openSync, readdirSync, readSync, realpathSync, statSync, Stats } from 'node:fs';
import { join, resolve } from 'node:path';
import { compareText } from '../core/compare-text';

/** A file to read, or why something is not read. */
export type Found =
  | { readonly name: string; readonly path: string }
  | { readonly name: string; readonly refused: string };

const ENDINGS = /\.(ya?ml|json)$/i;
const CHUNK = 64 * 1024;

/** The path as messages show it: relative if it was given so, with `/` on every system. */
export function displayName(path: string): string {
  return join(path).replaceAll('\\', '/');
}

/**
 * Finds the files to read. Every real file comes once, however many links lead
 * to it; a link that leads back into a folder above it therefore ends there.
 */
export class FileFinder {
  private readonly seen = new Set<string>();
  /** How often there was something to read or to refuse, the same file again included. */
  private met = 0;

  /** The files that a path stands for, in an order that depends on their names alone. */
  public* find(path: string): Generator<Found> {
    const kind = kindOf(path);
    if (kind === 'folder') {
      const before = this.met;
      yield* this.folder(path, realPathOf(path));
      if (this.met === before) {
        yield { name: displayName(path), refused: 'holds no .yaml, .yml or .json file' };
      }
    } else {
      yield* this.file(path, kind, () => realPathOf(path));
    }
  }

  private* folder(path: string, real: string): Generator<Found> {
    if (this.seen.has(real)) {
      this.met++;
      return;
    }
    this.seen.add(real);
    let entries;
    try {
      entries = readdirSync(path, { withFileTypes: true });
    } catch (error) {
      this.met++;
      yield { name: displayName(path), refused: `cannot be listed: ${reasonOf(error)}` };
      return;
    }
    entries.sort((a, b) => compareText(a.name, b.name));
    for (const entry of entries) {
      const child = join(path, entry.name);
      const kind = entry.isDirectory() ? 'folder' : entry.isFile() ? 'file' : kindOf(child);
      const realChild = () => entry.isSymbolicLink() ? realPathOf(child) : join(real, entry.name);
      if (kind === 'folder') {
        // Dependencies and what tools keep (.git, .terraform) hold manifests that nobody deploys.
        if (!entry.name.startsWith('.') && entry.name !== 'node_modules') {
          yield* this.folder(child, realChild());
        }
      } else if (ENDINGS.test(entry.name)) {
        yield* this.file(child, kind, realChild);
      }
    }
  }

  private* file(path: string, kind: string, realPath: () => string): Generator<Found> {
    this.met++;
    if (kind !== 'file') {
      yield { name: displayName(path), refused: kind };
      return;
    }
    const real = realPath();
    if (!this.seen.has(real)) {
      this.seen.add(real);
      yield { name: displayName(path), path };
    }
  }
}

/** Where links lead; the path itself should that have changed since we looked. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

const OTHER_KIND = 'is neither a file nor a folder. To read from a pipe, give "-" and pipe into standard input';

/** `file`, `folder`, or why it is neither. */
function kindOf(path: string): string {
  try {
    return kindFrom(statSync(path));
  } catch (error) {
    return `cannot be read: ${reasonOf(error)}`;
  }
}

function kindFrom(stats: Stats): string {
  return stats.isDirectory() ? 'folder' : stats.isFile() ? 'file' : OTHER_KIND;
}

/** Reads a range of a file. What has become no regular file since we looked is refused without waiting for it. */
export function readRange(path: string, from: number, to: number): Buffer {
  // Opening a pipe would wait for somebody to write; Windows has no such flag and no such pipes.
  const file = openSync(path, constants.O_RDONLY + (constants.O_NONBLOCK ?? 0));
  try {
    const stats = fstatSync(file);
    const kind = kindFrom(stats);
    if (kind !== 'file') {
      throw new Error(kind);
    }
    // The size is no promise: files in /proc say 0, others grow while we read.
    let bytes = Buffer.allocUnsafeSlow(Math.max(0, Math.min(to - from, Math.max(stats.size - from + 1, CHUNK))));
    let length = 0;
    for (;;) {
      const read = readSync(file, bytes, length, bytes.length - length, from + length);
      length += read;
      if (read === 0 || length === to - from) {
        return bytes.subarray(0, length);
      }
      if (length === bytes.length) {
        const larger = Buffer.allocUnsafeSlow(Math.min(to - from, length * 2));
        bytes.copy(larger);
        bytes = larger;
      }
    }
  } finally {
    closeSync(file);
  }
}

const REASONS: Record<string, string> = {
  ENOENT: 'there is nothing of that name',
  ENOTDIR: 'a part of the path is a file',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'it is a link that leads back to itself',
  ENAMETOOLONG: 'the path is too long',
  EMFILE: 'too many files are open',
  EISDIR: 'it is a folder',
};

/** What the system answered, in words. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return REASONS[code ?? ''] ?? message;
}
