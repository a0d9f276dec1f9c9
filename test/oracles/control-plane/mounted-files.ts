import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'fs';
import { basename, join } from 'path';
import { ObjectName } from './api';
import { ControlPlane } from './control-plane';
import { Manifest } from '../../variety';

/** What tells the states of an object; a control plane does. */
export type Source = Pick<ControlPlane, 'watch'>;

/** How a volume is mounted. */
export interface MountOptions {
  /** Waited for between a change of the object and the change of the files; a kubelet takes up to some minutes. Nothing is waited for by default. */
  readonly delay?: () => Promise<void>;
  /** Whether each key is mounted by itself, as a subPath: such files never change. */
  readonly subPath?: boolean;
}

const DATA = '..data';

/**
 * A Secret or ConfigMap as files, as a kubelet mounts it: each key is a symbolic link through `..data`, which is a symbolic link to a folder with
 * one state of the object. A change makes a new folder and lets `..data` lead there in one step, so that nobody sees half of a change.
 */
export class MountedFiles {
  /** Mounts an object into a folder that is empty, as soon as there is such an object: no pod starts before. */
  public static async mount(source: Source, object: ObjectName, folder: string, options: MountOptions = {}): Promise<MountedFiles> {
    mkdirSync(folder, { recursive: true });
    const files = new MountedFiles(folder, options);
    await files.follow(source, object);
    return files;
  }

  private watching?: AbortController;
  private wanted?: Manifest;
  private changing = Promise.resolve();
  private failure?: Error;

  private constructor(public readonly folder: string, private readonly options: MountOptions) {}

  /** All files as they are in one moment, by name. */
  public read(): Record<string, string> {
    if (this.failure) {
      throw this.failure;
    }
    return readMounted(this.folder);
  }

  /** Leaves the files as they are from now on. */
  public close(): void {
    this.watching?.abort();
    this.wanted = undefined;
  }

  private follow(source: Source, object: ObjectName): Promise<void> {
    return new Promise((resolve, reject) => {
      let mounted = false;
      this.watching = source.watch(object, state => {
        if (!state) {
          return; // a kubelet leaves the files of a running pod alone when the object is deleted
        }
        if (!mounted) {
          mounted = true;
          this.write(filesOf(state));
          resolve();
        } else if (!this.options.subPath) {
          this.change(state);
        }
      }, error => {
        this.failure = error;
        reject(error);
      });
    });
  }

  /** Writes the state after the delay; one that comes meanwhile is written instead, as by a kubelet that looks at objects now and then. */
  private change(state: Manifest): void {
    const waiting = this.wanted !== undefined;
    this.wanted = state;
    if (waiting) {
      return;
    }
    this.changing = this.changing.then(async () => {
      await this.options.delay?.();
      const latest = this.wanted;
      this.wanted = undefined;
      if (latest && !this.watching!.signal.aborted) {
        this.write(filesOf(latest));
      }
    }).catch(error => { this.failure = error as Error; });
  }

  private write(contents: Record<string, string>): void {
    if (this.options.subPath) {
      Object.entries(contents).forEach(([key, content]) => writeFileSync(join(this.folder, key), content, { mode: 0o600 }));
      return;
    }
    const before = readdirSync(this.folder).includes(DATA) ? readlinkSync(join(this.folder, DATA)) : undefined;
    if (before && same(readMounted(this.folder), contents)) {
      return;
    }
    const state = mkdtempSync(join(this.folder, '..state_'));
    Object.entries(contents).forEach(([key, content]) => writeFileSync(join(state, key), content, { mode: 0o600 }));
    symlinkSync(basename(state), join(this.folder, '..data_tmp'));
    renameSync(join(this.folder, '..data_tmp'), join(this.folder, DATA));

    const shown = readdirSync(this.folder).filter(name => !name.startsWith('..'));
    Object.keys(contents).filter(key => !shown.includes(key)).forEach(key => symlinkSync(join(DATA, key), join(this.folder, key)));
    shown.filter(key => !Object.hasOwn(contents, key)).forEach(key => rmSync(join(this.folder, key)));
    if (before) {
      rmSync(join(this.folder, before), { recursive: true });
    }
  }
}

/** All files of a mounted volume as they are in one moment, by name. */
export function readMounted(folder: string): Record<string, string> {
  for (;;) {
    const atomic = readdirSync(folder).includes(DATA);
    try {
      const state = atomic ? realpathSync(join(folder, DATA)) : folder;
      return Object.fromEntries(readdirSync(state).map(key => [key, readFileSync(join(state, key), 'utf8')]));
    } catch (error) {
      if (!atomic || (error as NodeJS.ErrnoException).code !== 'ENOENT') {
        throw error;
      }
      // It was removed while we read: there is another one.
    }
  }
}

function filesOf({ kind, data = {} }: Manifest): Record<string, string> {
  return Object.fromEntries(Object.entries<string>(data).map(([key, value]) => [key, kind === 'Secret' ? Buffer.from(value, 'base64').toString() : value]));
}

function same(one: Record<string, string>, other: Record<string, string>): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every(key => one[key] === other[key]);
}
