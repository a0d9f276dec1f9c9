import { readdirSync } from 'fs';
import { dirname, join } from 'path';
import { Yaml } from 'cdk8s';
import { Manifest } from '../variety';

/** What an example writes for one cluster. */
export interface ExampleOutput {
  /** The folder of the output, for example `quickstart/expected/dist`. */
  readonly name: string;
  readonly manifests: Manifest[];
}

const EXAMPLES = join(__dirname, '..', '..', 'examples');

/** What all examples write, a folder for each cluster. */
export function exampleOutputs(): ExampleOutput[] {
  const files = readdirSync(EXAMPLES, { recursive: true })
    .map(file => String(file).replace(/\\/g, '/'))
    .filter(file => /\/expected\/dist\/.*\.yaml$/.test(file))
    .sort();
  return [...new Set(files.map(file => dirname(file)))].map(name => ({
    name,
    manifests: files.filter(file => dirname(file) === name).flatMap(file => Yaml.load(join(EXAMPLES, file)) as Manifest[]),
  }));
}
