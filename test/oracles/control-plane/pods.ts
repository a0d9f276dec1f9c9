import { mkdtempSync, rmSync } from 'fs';
import { tmpdir } from 'os';
import { join } from 'path';
import { valueOf } from './certificates';
import { ControlPlane } from './control-plane';
import { Handshakes } from './handshakes';
import { Workload } from './material';
import { MountedFiles, MountOptions } from './mounted-files';
import { Manifest } from '../../variety';

/** A workload that runs, and what it mounts. */
export interface Pod {
  readonly name: string;
  readonly namespace: string;
  /** The name that others call it by. */
  readonly dnsName: string;
  /** The identity that others know it by. */
  readonly uri: string;
  /** The Secret of its certificate, and how it is mounted. */
  readonly certificate: string;
  readonly certificateMount?: MountOptions;
  /** The bundle of its roots, and how the ConfigMap is mounted; the roots are in `ca.crt`. */
  readonly bundle: string;
  readonly bundleMount?: MountOptions;
}

/** Pods that call one another with mutual TLS all the time, with what they mount of a cluster. */
export class Pods {
  /** Mounts what there is, as soon as there is, and has the pods begin. */
  public static async start(plane: ControlPlane, pods: readonly Pod[]): Promise<Pods> {
    const folder = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-pods-'));
    const mounted: MountedFiles[] = [];
    const workloads = new Map<Pod, Workload>();
    for (const pod of pods) {
      const [secret, configMap] = objectsOf(pod);
      const certificate = await MountedFiles.mount(plane, secret, join(folder, pod.name, 'certificate'), pod.certificateMount);
      const roots = await MountedFiles.mount(plane, configMap, join(folder, pod.name, 'roots'), pod.bundleMount);
      mounted.push(certificate, roots);
      workloads.set(pod, { name: pod.name, dnsName: pod.dnsName, uri: pod.uri, certificate, roots });
    }
    return new Pods(plane, workloads, mounted, folder, await Handshakes.between([...workloads.values()]));
  }

  private constructor(
    private readonly plane: ControlPlane,
    private readonly workloads: ReadonlyMap<Pod, Workload>,
    private readonly mounted: readonly MountedFiles[],
    private readonly folder: string,
    /** What comes of their calls. */
    public readonly handshakes: Handshakes,
  ) {}

  /** A pod by its name, as its handshakes know it. */
  public workload(name: string): Workload {
    return [...this.workloads.values()].find(workload => workload.name === name)!;
  }

  /** Waits until pods have loaded what their Secrets and ConfigMaps hold now; all pods, or those of the names. */
  public async catchUp(...names: string[]): Promise<void> {
    const those = [...this.workloads].filter(([{ name }]) => names.length === 0 || names.includes(name));
    await Promise.all(those.map(async ([pod, workload]) => {
      const [secret, configMap] = await Promise.all(objectsOf(pod).map(object => this.plane.get(object)));
      const [wantedChain, wantedRoots] = [valueOf(secret!, 'tls.crt'), configMap!.data['ca.crt']];
      await this.handshakes.loads(workload, ({ chain, roots }) => chain === wantedChain && roots === wantedRoots);
    }));
  }

  /** Ends the pods. */
  public async stop(): Promise<void> {
    await this.handshakes.stop();
    this.mounted.forEach(files => files.close());
    rmSync(this.folder, { recursive: true });
  }
}

function objectsOf({ namespace, certificate, bundle }: Pod): [Manifest, Manifest] {
  return [
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: certificate, namespace } },
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: bundle, namespace } },
  ];
}
