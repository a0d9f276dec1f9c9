import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeManifests } from './manifests';
import { Figures, inTurns, median, progress, ratioOf, rounded } from './turns';

const SIZES = [1000, 5000, 20000];
const TURNS = 5;
const CLI = join(__dirname, '..', 'src', 'cli', 'main.js');
const PEAK_AIM = 600;

/** A call that the generated manifests allow, across namespaces of the first thousand objects. */
const CALL = ['--from', 'team-1/gateway', '--to', 'team-0/gateway:80'];

type Contender = 'check' | 'explain' | 'flows' | 'schedule' | 'diff' | 'diffOfMesh' | 'yaml' | 'reading' | 'istioctl';
type Results = Partial<Record<Contender, Figures[]>>;

/** What the commands cost as whole processes, from their start to their end. */
export function compareCommands(): object {
  const workspace = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-bench-'));
  try {
    const istioctl = hasIstioctl();
    if (!istioctl) {
      progress('istioctl is not in the PATH: "check" is not compared with it');
    }
    const sizes = SIZES.map(objects => ({ objects, results: measureAt(objects, workspace, istioctl) }));
    const largest = sizes[sizes.length - 1];
    const against = (ours: Contender, baseline: Contender, of = cpuOf): object[] => sizes
      .filter(({ results }) => results[ours] && results[baseline])
      .map(({ objects, results }) => ({ objects, ...ratioOf(of(results[ours]!), of(results[baseline]!)) }));
    const growth = (ours: Contender): object[] => sizes.slice(1).map((larger, index) => {
      const smaller = sizes[index];
      const perObject = ({ objects, results }: typeof larger): number => median(cpuOf(results[ours]!)) / objects;
      return { from: smaller.objects, to: larger.objects, growth: rounded(perObject(larger) / perObject(smaller)) };
    });
    return {
      what: 'CPU time of whole processes on generated manifests, in several files',
      milliseconds: sizes.map(({ objects, results }) => ({ objects, ...mediansOf(results) })),
      growth: { what: 'of "check": time for each object, against the same at the size before it; 1 is linear', aim: 1, results: growth('check') },
      againstYaml: { what: '"check", against making values of the same YAML with the package "yaml"', aim: 1, results: against('check', 'yaml') },
      againstIstioctl: istioctl
        ? {
          what: '"check", against "istioctl analyze --use-kube=false --all-namespaces": how long one waits, and CPU time',
          aim: 0.2,
          processors: availableParallelism(),
          results: against('check', 'istioctl', waitsOf),
          cpuTime: against('check', 'istioctl'),
        }
        : 'istioctl is not in the PATH',
      memory: { what: `peak of "check" with ${largest.objects} objects, in MiB`, aim: PEAK_AIM, mebibytes: Math.round(median(largest.results.check!.map(({ mebibytes }) => mebibytes))) },
      explain: { what: 'one call, against reading the files alone; close to 1: dominated by reading', results: against('explain', 'reading') },
      schedule: { what: '"schedule", against "check"', aim: 1.5, results: against('schedule', 'check'), growth: growth('schedule') },
      diff: { what: '"diff" of a change in one namespace, against "check"', aim: 1.5, results: against('diff', 'check'), growth: growth('diff') },
      diffOfMesh: { what: '"diff" of another mode in every namespace, against "check"', aim: 1.5, results: against('diffOfMesh', 'check'), growth: growth('diffOfMesh') },
      flows: { what: 'every declared call, against reading the files alone', results: against('flows', 'reading'), growth: growth('flows') },
    };
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function measureAt(objects: number, workspace: string, istioctl: boolean): Results {
  const folder = join(workspace, `${objects}`);
  progress(`writing ${objects} objects`);
  writeManifests(folder, objects);
  const [changed, permissive] = [`${folder}-changed`, `${folder}-permissive`];
  changeOneNamespace(folder, changed);
  changeEveryMode(folder, permissive);
  const program = (...args: string[]) => () => nodeUsage(join(workspace, 'usage.json'), args);
  return inTurns<Contender>(TURNS, `commands, ${objects} objects`, {
    check: program(CLI, 'check', '--format', 'json', '--fail-on', 'never', folder),
    yaml: program(join(__dirname, 'parse-alone.js'), folder),
    ...istioctl ? { istioctl: () => shellUsage('istioctl', 'analyze', '--use-kube=false', '--all-namespaces', folder) } : {},
    explain: program(CLI, 'explain', '--format', 'json', ...CALL, folder),
    flows: program(CLI, 'flows', '--format', 'json', folder),
    schedule: program(CLI, 'schedule', '--format', 'json', '--fail-on', 'never', folder),
    diff: program(CLI, 'diff', '--format', 'json', '--fail-on', 'never', folder, changed),
    diffOfMesh: program(CLI, 'diff', '--format', 'json', '--fail-on', 'never', folder, permissive),
    reading: program(join(__dirname, 'read-alone.js'), folder),
  } as Record<Contender, () => Figures>);
}

/** The same manifests, of which one namespace has another mode, another policy, other labels of its pods and another issuer. */
function changeOneNamespace(folder: string, changed: string): void {
  cpSync(folder, changed, { recursive: true });
  const file = join(changed, 'team-0.yaml');
  const edits: readonly (readonly [written: string, instead: string])[] = [
    ['mode: STRICT', 'mode: PERMISSIVE'],
    ['/ns/team-1/sa/gateway', '/ns/team-2/sa/gateway'],
    ['        version: v1\n      annotations:', '        version: v1\n        tier: backend\n      annotations:'],
    ['    name: platform\n    kind: ClusterIssuer', '    name: self-signed\n    kind: ClusterIssuer'],
  ];
  writeFileSync(file, edits.reduce((text, [written, instead]) => {
    if (!text.includes(written)) {
      throw new Error(`${file} has no ${JSON.stringify(written)} that could be changed`);
    }
    return text.replace(written, instead);
  }, readFileSync(file, 'utf8')));
}

/** The same manifests, in which every mode that was STRICT is PERMISSIVE, so that every call is concerned. */
function changeEveryMode(folder: string, changed: string): void {
  cpSync(folder, changed, { recursive: true });
  for (const name of readdirSync(changed)) {
    const file = join(changed, name);
    writeFileSync(file, readFileSync(file, 'utf8').replaceAll('mode: STRICT', 'mode: PERMISSIVE'));
  }
}

/** What a program of ours used, by its own account, and how long one waits for it. */
function nodeUsage(file: string, args: readonly string[]): Figures {
  const start = performance.now();
  succeeded(args[0], spawnSync(process.execPath, ['--require', join(__dirname, 'usage.js'), ...args], {
    stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, BENCH_USAGE: file }, encoding: 'utf8',
  }));
  const wait = performance.now() - start;
  return { ...JSON.parse(readFileSync(file, 'utf8')), wait };
}

/** What any program used, by the account of the shell that waited for it, and how long that was. */
function shellUsage(...command: readonly string[]): Figures {
  const start = performance.now();
  const shell = spawnSync('sh', ['-c', '"$@" >/dev/null 2>&1; echo $?; times', 'sh', ...command], { encoding: 'utf8' });
  const wait = performance.now() - start;
  const [exitCode, , ofChildren = ''] = shell.stdout.split('\n');
  succeeded(command[0], { ...shell, status: Number(exitCode) });
  const seconds = [...ofChildren.matchAll(/(\d+)m([\d.,]+)s/g)].map(([, minutes, rest]) => 60 * Number(minutes) + Number(rest.replace(',', '.')));
  return { milliseconds: 1000 * (seconds[0] + seconds[1]), wait };
}

function succeeded(program: string, { status, stderr }: { readonly status: number | null; readonly stderr: string }): void {
  if (status !== 0) {
    throw new Error(`${program} ended with ${status}: what it took is worth nothing. ${stderr}`);
  }
}

function hasIstioctl(): boolean {
  return spawnSync('istioctl', ['version', '--remote=false'], { stdio: 'ignore' }).status === 0;
}

function mediansOf(results: Results): object {
  return Object.fromEntries(Object.entries(results).map(([name, figures]) => [name, Math.round(median(cpuOf(figures)))]));
}

function waitsOf(figures: readonly Figures[]): number[] {
  return figures.map(({ wait }) => wait);
}

function cpuOf(figures: readonly Figures[]): number[] {
  return figures.map(({ milliseconds }) => milliseconds);
}
