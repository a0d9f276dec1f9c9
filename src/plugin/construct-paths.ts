import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ValidationContext } from './contract';
import { fieldAt, listAt, textAt } from '../analysis/fields';
import { SourcedManifest } from '../analysis/manifest';
import { CONSTRUCT_PATHS } from '../checks/construct-paths';
import { ObjectReference } from '../core/finding';

/**
 * Which construct made which object. What two constructs may have made is made
 * by none that we know of: no path is better than a wrong one.
 */
export class ConstructPathIndex {
  private readonly paths = new UniqueValues();
  private readonly names = new UniqueValues();

  constructor(private readonly context: ValidationContext, objects: readonly SourcedManifest[]) {
    for (const folder of new Set(context.manifests.flatMap(file => [dirname(file), dirname(dirname(file))]))) {
      this.read(join(folder, CONSTRUCT_PATHS));
    }
    for (const { manifest } of objects) {
      const name = textAt(manifest, 'metadata', 'name');
      if (name !== undefined) {
        this.names.add(name, name);
      }
    }
  }

  /** The path of the construct that made an object, if it is known for sure. */
  public of(object: ObjectReference): string | undefined {
    // Where our checks ran they said of every object who made it. Where they did not, cdk8s knows one construct of each name.
    if (!this.paths.isEmpty) {
      return this.paths.get(keyOf(object));
    }
    const { metadata } = this.context;
    return this.names.get(object.name) !== undefined && Object.hasOwn(metadata, object.name) ? metadata[object.name].path : undefined;
  }

  private read(file: string): void {
    const content = recordIn(file);
    if (fieldAt(content, 'version') !== 1) {
      return;
    }
    for (const object of listAt(content, 'objects')) {
      const [kind, namespace, name, path] = ['kind', 'namespace', 'name', 'path'].map(field => textAt(object, field));
      if (kind !== undefined && name !== undefined && path !== undefined) {
        this.paths.add(keyOf({ kind, namespace, name }), path);
      }
    }
  }
}

/** What a file records; nothing if it is not there or broken, because findings without paths are better than none. */
function recordIn(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** A map that forgets what is said twice. */
class UniqueValues {
  private readonly values = new Map<string, string | undefined>();

  public get isEmpty(): boolean {
    return this.values.size === 0;
  }

  public add(key: string, value: string): void {
    this.values.set(key, this.values.has(key) ? undefined : value);
  }

  public get(key: string): string | undefined {
    return this.values.get(key);
  }
}

function keyOf({ kind, namespace = 'default', name }: ObjectReference): string {
  return `${kind}/${namespace}/${name}`;
}
