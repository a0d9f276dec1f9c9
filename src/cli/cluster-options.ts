import { Command as Parser, Option } from 'commander';
import { reportProblems } from './inspect';
import { Io } from './io';
import { collect, Options, settingsOf, timeOf } from './options';
import { withProgress } from './progress';
import { Usage } from './usage';
import { dnsLabelProblem } from '../core/kubernetes-names';
import { append } from '../core/multi-map';
import { ClusterInspections, ClusterSource } from '../inspection';
import { printable } from '../report/printable';

/** The manifests of a command that can look at several clusters: paths, or clusters with their paths. */
export function withClusters(parser: Parser): Parser {
  return parser
    .argument('[path...]', 'files and folders of manifests; "-" is standard input')
    .addOption(new Option('--cluster <name=path>', 'instead of paths: a cluster of a mesh of several, and its manifests; to be repeated').argParser(collect))
    .addHelpText('after', `
With --cluster, what is said of the mesh may begin with the name of a cluster: --mesh-config east=values-east.yaml.`);
}

/** The clusters that were given; undefined if paths were. */
export function clusterSources(command: string, paths: readonly string[], options: Options): readonly ClusterSource[] | undefined {
  const given = options.cluster as readonly string[] | undefined;
  if (!given) {
    if (paths.length === 0) {
      throw new Usage(`"${command}" of what? Give files or folders of manifests; or several clusters, --cluster east=DIR --cluster west=DIR.`);
    }
    return undefined;
  }
  if (paths.length > 0) {
    throw new Usage(`${JSON.stringify(paths[0])} and --cluster: give the manifests as paths or as clusters, and not both. Write for example --cluster east=${paths[0]}.`);
  }
  const pathsByName = new Map<string, string[]>();
  for (const text of given) {
    const [, name, path] = /^([^=]*)=(.+)$/s.exec(text) ?? [];
    const problem = name === undefined ? 'this is not NAME=PATH' : dnsLabelProblem(name);
    if (problem) {
      throw new Usage(`--cluster ${JSON.stringify(text)}: ${problem}. Write for example --cluster east=manifests/east.`);
    }
    append(pathsByName, name, path);
  }
  if (pathsByName.size < 2) {
    throw new Usage(`--cluster ${JSON.stringify(given[0])}: this is one cluster alone. Give its manifests as a path, or the other clusters of the mesh too.`);
  }
  if ([...pathsByName.values()].flat().filter(path => path === '-').length > 1) {
    throw new Usage('--cluster: one cluster can be read from standard input, and no more. Give the others as files or folders.');
  }
  const names = [...pathsByName.keys()];
  return names.map(name => ({ name, paths: pathsByName.get(name)!, settings: settingsOf(options, values => valuesFor(name, names, values)) }));
}

/** What of the values of an option is said of a cluster: first those of all clusters, then its own. */
function valuesFor(name: string, names: readonly string[], values: readonly string[]): readonly string[] {
  const said = values.map(value => ({ value, of: names.find(each => value.startsWith(`${each}=`)) }));
  return [
    ...said.filter(({ of }) => of === undefined).map(({ value }) => value),
    ...said.filter(({ of }) => of === name).map(({ value }) => value.slice(name.length + 1)),
  ];
}

/** Reads the manifests of each cluster, and says on standard error what of them could not be read. */
export async function inspectClusters(sources: readonly ClusterSource[], options: Options, io: Io): Promise<ClusterInspections> {
  const now = timeOf(options, io);
  const inspections = await withProgress('reading manifests', io.stderr, () => ClusterInspections.of(sources, { now, stdin: io.stdin }));
  reportProblems(inspections.problems, io);
  return inspections;
}

/** A name that begins with that of a cluster, such as `east/shop/web`, in its two parts. */
export function inCluster(option: string, text: string, sources: readonly ClusterSource[]): { readonly name: string; readonly rest: string } {
  const slash = text.indexOf('/');
  const name = text.slice(0, Math.max(slash, 0));
  if (!sources.some(source => source.name === name)) {
    const names = sources.map(source => source.name).join(', ');
    throw new Usage(`${option}: ${printable(JSON.stringify(text))} does not begin with a cluster, which are ${names}. Write for example ${sources[0].name}/${option === '--from' ? 'shop/web' : 'shop/cart:7070'}.`);
  }
  return { name, rest: text.slice(slash + 1) };
}
