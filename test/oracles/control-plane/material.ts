import { FSWatcher, watch } from 'fs';
import { createSecureContext, SecureContext } from 'tls';
import { MountedFiles, readMounted } from './mounted-files';

/** A workload as others see it, and where its files are. */
export interface Workload {
  readonly name: string;
  /** The name that clients expect in its certificate. */
  readonly dnsName: string;
  /** The identity that servers expect in its certificate. */
  readonly uri: string;
  /** `tls.crt` and `tls.key`. */
  readonly certificate: Pick<MountedFiles, 'folder'>;
  /** `ca.crt`. */
  readonly roots: Pick<MountedFiles, 'folder'>;
}

/** What a process knows of its files. */
export interface Material {
  readonly chain: string;
  readonly key: string;
  readonly roots: string;
}

/** The files of a workload as they are now. */
export function readMaterial({ certificate, roots }: Workload): Material {
  const { 'tls.crt': chain, 'tls.key': key } = readMounted(certificate.folder);
  return { chain, key, roots: readMounted(roots.folder)['ca.crt'] };
}

/** What a process that runs on has loaded: its files are read again when they change. */
export class LoadedMaterial {
  /** The files, as they were loaded last. */
  public material: Material;
  /** The same, for Node. */
  public context: SecureContext;

  private readonly watchers: FSWatcher[];
  private readonly listeners = new Set<() => void>();

  constructor(private readonly workload: Workload) {
    this.watchers = [workload.certificate.folder, workload.roots.folder].map(folder => watch(folder, () => this.load()));
    this.material = readMaterial(workload);
    this.context = contextOf(this.material);
  }

  /** Waits until what is loaded is as wanted. */
  public async until(wanted: (material: Material) => boolean, deadline: number): Promise<void> {
    let timer: NodeJS.Timeout;
    let look!: () => void;
    try {
      await new Promise<void>((resolve, reject) => {
        timer = setTimeout(() => reject(new Error(`${this.workload.name} has not loaded what is wanted after ${deadline / 1000} s`)), deadline);
        look = () => wanted(this.material) && resolve();
        this.onChange(look);
        look();
      });
    } finally {
      clearTimeout(timer!);
      this.listeners.delete(look);
    }
  }

  /** Calls back whenever something else is loaded. */
  public onChange(changed: () => void): void {
    this.listeners.add(changed);
  }

  /** Looks at the files no more. */
  public close(): void {
    this.watchers.forEach(watcher => watcher.close());
  }

  private load(): void {
    const now = readMaterial(this.workload);
    if (now.chain === this.material.chain && now.key === this.material.key && now.roots === this.material.roots) {
      return;
    }
    this.material = now;
    this.context = contextOf(now);
    [...this.listeners].forEach(listener => listener());
  }
}

/** The settings of TLS in Node for what is loaded. */
export function optionsOf({ chain, key, roots }: Material) {
  return { cert: chain, key, ca: roots };
}

function contextOf(material: Material): SecureContext {
  return createSecureContext(optionsOf(material));
}
