import { readFileSync } from 'node:fs';
import { App } from 'cdk8s';
import { describeMesh } from './mesh-app';
import { selfTime } from './profile';
import { describeRaw } from './raw-app';
import { Shape } from './shape';

/** One run in a process of its own, so that no run pays for the garbage of another. */
export interface Task {
  readonly what: 'ours' | 'raw';
  readonly namespaces: number;
  readonly shape: Shape;
  /** The file with the recorded objects. */
  readonly recording: string;
  readonly outdir: string;
  readonly profile?: boolean;
}

/** What a run answers on standard output. */
export interface Measurement {
  /** The CPU time, because a machine that others use too distorts any other. */
  readonly milliseconds: number;
  /** The share of each package in the time, if that was asked for. */
  readonly selfTime?: Record<string, number>;
}

async function run(task: Task): Promise<Measurement> {
  const { what, namespaces, shape, recording, outdir } = task;
  const charts = what === 'raw' ? JSON.parse(readFileSync(recording, 'utf8')) : [];
  const app = new App({ outdir });
  const describe = () => what === 'raw' ? describeRaw(app, charts) : describeMesh(app, namespaces, shape);
  const work = () => {
    const start = process.cpuUsage();
    describe();
    app.synth();
    const { user, system } = process.cpuUsage(start);
    return (user + system) / 1000;
  };
  global.gc!();
  return task.profile ? selfTime(work) : { milliseconds: work() };
}

void run(JSON.parse(process.argv[2])).then(measurement => process.stdout.write(JSON.stringify(measurement)));
