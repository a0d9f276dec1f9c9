import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, ApiObjectProps, App, Chart, Yaml } from 'cdk8s';

/** A chart as it was written: its name, and its objects in order. */
export interface RecordedChart {
  readonly id: string;
  readonly objects: ApiObjectProps[];
}

/** The charts that wrote the files of a folder. */
export function record(folder: string): RecordedChart[] {
  return readdirSync(folder).map(file => ({ id: file.replace(/\.k8s\.yaml$/, ''), objects: Yaml.load(join(folder, file)) }));
}

/**
 * The baseline: the same objects by hand, with cdk8s alone. Each is given as a
 * literal that is there already, so that the baseline pays for nothing but
 * cdk8s.
 */
export function describeRaw(app: App, charts: RecordedChart[]): void {
  for (const { id, objects } of charts) {
    const chart = new Chart(app, id);
    objects.forEach((object, index) => new ApiObject(chart, `object-${index}`, object));
  }
}
