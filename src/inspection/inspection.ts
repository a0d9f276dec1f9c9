import { ClusterSettings } from './cluster-settings';
import { contextOf } from './context';
import { analyze } from '../analysis/analyze';
import { Inventory } from '../analysis/inventory';
import { isObject, SourcedManifest } from '../analysis/manifest';
import type { RuleContext } from '../analysis/rule';
import { Finding, ObjectReference, Origin } from '../core/finding';
import { append } from '../core/multi-map';
import { DocumentMemory, lineOfField, loadManifests, SourceProblem } from '../sources';

/** What an inspection is told besides the paths. */
export interface InspectionOptions {
  readonly settings: ClusterSettings;
  readonly now: Date;
  /** What `-` among the paths stands for. */
  readonly stdin?: NodeJS.ReadableStream;
}

/** Manifests that were read, and what is known about their cluster: what the commands and the plugin work on. */
export class Inspection {
  /** Reads the files and folders; what cannot be read becomes a problem. */
  public static of(paths: readonly string[], options: InspectionOptions): Promise<Inspection> {
    return Inspection.read(paths, options);
  }

  /** Reads two states of the same manifests. What they have in common is read once. */
  public static async ofStates(first: readonly string[], second: readonly string[], options: InspectionOptions): Promise<[Inspection, Inspection]> {
    const memory = new DocumentMemory();
    return [await Inspection.read(first, options, memory), await Inspection.read(second, options, memory)];
  }

  private static async read(paths: readonly string[], { settings, now, stdin }: InspectionOptions, memory?: DocumentMemory): Promise<Inspection> {
    const { objects, problems } = await loadManifests(paths, { stdin, memory });
    const known = contextOf(objects, settings, now);
    return new Inspection(objects, [...problems, ...known.problems], known.context);
  }

  private foundInventory?: Inventory;
  private placesByObject?: Map<string, Origin[]>;

  private constructor(
    public readonly objects: readonly SourcedManifest[],
    public readonly problems: readonly SourceProblem[],
    public readonly context: RuleContext,
  ) {}

  public get inventory(): Inventory {
    return this.foundInventory ??= new Inventory(this.objects);
  }

  /** Everything that is wrong, each at the line of its field. */
  public findings(): Finding[] {
    return analyze(this.objects, this.context).map(finding => ({ ...finding, origin: placeIn(finding.origin, finding.objects[0].field) }));
  }

  /** Where an object, or the field that a reference names, is written; nothing if several objects have the name. */
  public placeOf(object: ObjectReference): Origin {
    this.placesByObject ??= this.indexPlaces();
    const places = this.placesByObject.get(keyOf(object)) ?? [];
    return places.length === 1 ? placeIn(places[0], object.field) : {};
  }

  private indexPlaces(): Map<string, Origin[]> {
    const places = new Map<string, Origin[]>();
    for (const { manifest: { kind, metadata }, origin } of this.objects.filter(isObject)) {
      append(places, keyOf({ kind, ...metadata }), origin);
    }
    return places;
  }
}

/** The place of a field of an object. */
export function placeIn(origin: Origin, field: string | undefined): Origin {
  const { file, line, constructPath } = origin;
  return { file, line: field === undefined ? line : lineOfField(origin, field), ...constructPath === undefined ? {} : { constructPath } };
}

function keyOf({ kind, namespace = 'default', name }: ObjectReference): string {
  return `${kind}/${namespace}/${name}`;
}
