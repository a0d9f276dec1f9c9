import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Measurement, Task } from './measure';
import { OBJECTS_PER_NAMESPACE } from './mesh-app';
import { record } from './raw-app';
import { Shape } from './shape';
import { inTurns, median, progress, ratioOf, rounded } from './turns';

const SIZES = [1000, 5000, 20000];
const SYNTH_PAIRS = 7;
const LOAD_PAIRS = 15;
const PROFILED_SIZE = SIZES[SIZES.length - 1];

interface SynthResult {
  readonly shape: Shape;
  readonly objects: number;
  readonly charts: number;
  readonly ratio: number;
  readonly ratios: number[];
  readonly milliseconds: { readonly ours: number; readonly baseline: number };
}

const workspace = mkdtempSync(join(tmpdir(), 'cdk8s-mtls-bench-'));
const OURS = join(workspace, 'ours');
const RAW = join(workspace, 'raw');

/** What describing an app with our constructs costs. */
export function compareConstructs(): object {
  try {
    const synth = Object.values(Shape).flatMap(shape => SIZES.map(size => compareSynth(shape, size)));
    return {
      synth: {
        what: 'CPU time to describe and synthesize an app: ours, against raw ApiObjects that give the same bytes',
        aim: 1.1,
        results: synth,
      },
      growth: {
        what: 'CPU time for each object, against the same at the size before it; 1 is linear',
        results: Object.values(Shape).flatMap(shape => growthOf(synth.filter(one => one.shape === shape))),
      },
      load: {
        what: "CPU time of require('cdk8s-mtls'), against require('cdk8s') and require('cdk8s-plus-27')",
        aim: 1.3,
        ...compareLoad(),
      },
      profile: {
        what: `share of self time by package, ${PROFILED_SIZE} objects`,
        results: Object.values(Shape).map(profileOf),
      },
    };
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

function compareSynth(shape: Shape, size: number): SynthResult {
  const task = taskOf(shape, size);
  const ours = () => measure({ ...task, what: 'ours', outdir: OURS });
  const raw = () => measure({ ...task, what: 'raw', outdir: RAW });
  ours();
  const charts = record(OURS);
  writeFileSync(task.recording, JSON.stringify(charts));
  raw();
  requireSameBytes(OURS, RAW);

  const objects = charts.reduce((sum, chart) => sum + chart.objects.length, 0);
  const pairs = interleaved(SYNTH_PAIRS, `${shape}, ${objects} objects`,
    () => ours().milliseconds, () => raw().milliseconds);
  return { shape, objects, charts: charts.length, ...pairs };
}

function profileOf(shape: Shape): object {
  const task = { ...taskOf(shape, PROFILED_SIZE), profile: true };
  progress(`profile of ${shape}`);
  return {
    shape,
    ours: measure({ ...task, what: 'ours', outdir: OURS }).selfTime,
    baseline: measure({ ...task, what: 'raw', outdir: RAW }).selfTime,
  };
}

function growthOf(results: SynthResult[]): object[] {
  return results.slice(1).map((larger, index) => {
    const smaller = results[index];
    const growth = (who: 'ours' | 'baseline') => rounded((larger.milliseconds[who] / larger.objects) / (smaller.milliseconds[who] / smaller.objects));
    return { shape: larger.shape, from: smaller.objects, to: larger.objects, ours: growth('ours'), baseline: growth('baseline') };
  });
}

function compareLoad() {
  const ours = [resolve(__dirname, '..', 'src')];
  const baseline = ['cdk8s', 'cdk8s-plus-27'].map(name => require.resolve(name));
  const loadedToo = JSON.parse(node('-e', `require(${JSON.stringify(ours[0])}); process.stdout.write(JSON.stringify(Object.keys(require.cache)))`)) as string[];
  return {
    ...interleaved(LOAD_PAIRS, 'load', () => load(ours), () => load(baseline)),
    loadsCdk8sPlus: loadedToo.some(file => file.includes('cdk8s-plus')),
  };
}

function load(modules: string[]): number {
  const required = modules.map(path => `require(${JSON.stringify(path)});`).join(' ');
  return Number(node('-e', `const start = process.cpuUsage(); ${required} const { user, system } = process.cpuUsage(start); process.stdout.write(String((user + system) / 1000))`));
}

function interleaved(pairs: number, title: string, ours: () => number, baseline: () => number) {
  const results = inTurns(pairs, title, { ours: () => ({ milliseconds: ours() }), baseline: () => ({ milliseconds: baseline() }) });
  const [own, others] = [results.ours, results.baseline].map(figures => figures.map(({ milliseconds }) => milliseconds));
  return { ...ratioOf(own, others), milliseconds: { ours: Math.round(median(own)), baseline: Math.round(median(others)) } };
}

function taskOf(shape: Shape, size: number): Omit<Task, 'what' | 'outdir'> {
  return { shape, namespaces: size / OBJECTS_PER_NAMESPACE, recording: join(workspace, `${shape} ${size}.json`) };
}

function measure(task: Task): Measurement {
  rmSync(task.outdir, { recursive: true, force: true });
  mkdirSync(task.outdir, { recursive: true });
  return JSON.parse(node('--expose-gc', join(__dirname, 'measure.js'), JSON.stringify(task)));
}

function node(...args: string[]): string {
  return execFileSync(process.execPath, args, { encoding: 'utf8', cwd: __dirname, maxBuffer: 64 * 1024 * 1024 });
}

function requireSameBytes(folder: string, other: string): void {
  const files = readdirSync(folder).sort();
  const same = files.length > 0
    && JSON.stringify(files) === JSON.stringify(readdirSync(other).sort())
    && files.every(file => readFileSync(join(folder, file)).equals(readFileSync(join(other, file))));
  if (!same) {
    throw new Error('Ours and the baseline do not write the same bytes: the comparison would be worth nothing.');
  }
}
