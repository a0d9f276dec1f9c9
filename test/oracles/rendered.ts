import { parse } from 'yaml';
import { run } from './programs';
import { Answers, keyOf } from './vectors';
import { HelmValues } from '../../src';
import { Manifest } from '../variety';

/** What Helm made of a release: why it refused, or the settings that the rendered objects carry. */
export interface Rendered {
  readonly error?: string;
  /** The arguments of the program. */
  readonly args?: string[];
  /** The variables of the program that have a value. */
  readonly env?: Record<string, string>;
  /** The service account of the program, as `<namespace>/<name>`. */
  readonly serviceAccount?: string;
  /** What the program's pod mounts, and is the reason why something else works. */
  readonly volumes?: string[];
  /** Istio's mesh configuration. */
  readonly mesh?: Manifest;
  /** Istio's values for the sidecars, as far as they lead to the certificate authority. */
  readonly injected?: Manifest;
  /** The kinds of the objects. */
  readonly kinds?: string[];
}

/** The release as the program wants it. */
export function releaseOf({ chart, releaseName, namespace, values }: HelmValues): Manifest {
  return { chart, name: releaseName, namespace, values };
}

/** The key of a release. */
export function keyOfRelease(values: HelmValues): string {
  return keyOf(releaseOf(values));
}

/** Renders each release with upstream's own chart. */
export function render(releases: HelmValues[]): Answers<Rendered> {
  const { versions, results } = run('helmvalues', { releases: releases.map(releaseOf) });
  return { versions, answers: Object.fromEntries(releases.map((release, index) => [keyOfRelease(release), factsOf(release, results[index])])) };
}

type Outcome = { ok: boolean; error: string; objects: Manifest[] };

function factsOf({ chart, releaseName, namespace }: HelmValues, { ok, error, objects }: Outcome): Rendered {
  if (!ok) {
    return { error };
  }
  const { spec } = objects.find(({ kind, metadata }) => kind === 'Deployment' && metadata.name === releaseName)!.spec.template;
  const [container] = spec.containers;
  const env = (container.env as Manifest[] | undefined)?.filter(({ value }) => value).map(({ name, value }) => [name, value]);
  return {
    args: container.args,
    env: env && Object.fromEntries(env),
    serviceAccount: `${namespace}/${spec.serviceAccountName}`,
    kinds: [...new Set(objects.map(({ kind }) => kind as string))].sort(),
    ...chart === 'istiod' && {
      volumes: (spec.volumes as Manifest[]).flatMap(({ secret, configMap }) => secret?.secretName ?? configMap?.name ?? []),
      ...configurationOf(objects),
    },
  };
}

function configurationOf(objects: Manifest[]): Pick<Rendered, 'mesh' | 'injected'> {
  const data = (key: string) => objects.find(({ kind, data: entries }) => kind === 'ConfigMap' && entries?.[key])!.data[key] as string;
  const { global, revision } = JSON.parse(data('values'));
  return {
    mesh: parse(data('mesh')) as Manifest,
    injected: { caAddress: global.caAddress, clusterName: global.multiCluster.clusterName, network: global.network, revision },
  };
}
