import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';

/**
 * Beside the manifests: which construct made which object. cdk8s has a file of
 * its own for this, but it goes by name alone and so blames the wrong one of two
 * objects of one name.
 */
export const CONSTRUCT_PATHS = 'mtls-construct-paths.json';

/** The file that cdk8s writes if it is asked to say where objects come from. */
const CDK8S_METADATA = 'construct-metadata.json';

/** What `CONSTRUCT_PATHS` holds. */
export interface ConstructPaths {
  readonly version: 1;
  readonly objects: readonly ConstructPath[];
}

export interface ConstructPath {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  readonly path: string;
}

/** Says which construct made which object, if cdk8s was asked to. */
export function recordConstructPaths(outdir: string, rendered: ReadonlyMap<ApiObject, any>): void {
  if (!existsSync(join(outdir, CDK8S_METADATA))) {
    return;
  }
  const objects = [...rendered].map(([{ node: { path } }, { kind, metadata }]): ConstructPath => {
    return { kind, namespace: metadata?.namespace, name: metadata?.name, path };
  });
  const content: ConstructPaths = { version: 1, objects };
  writeFileSync(join(outdir, CONSTRUCT_PATHS), JSON.stringify(content));
}
