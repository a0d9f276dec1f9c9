import { Session } from 'node:inspector/promises';
import { sep } from 'node:path';

/** Runs something under V8's profiler: how long it took, and in whose code. */
export async function selfTime(work: () => number): Promise<{ milliseconds: number; selfTime: Record<string, number> }> {
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const milliseconds = work();
  const { profile } = await session.post('Profiler.stop');
  session.disconnect();

  const owners = new Map(profile.nodes.map(({ id, callFrame }) => [id, ownerOf(callFrame.functionName, callFrame.url)]));
  const totals = new Map<string, number>();
  let all = 0;
  profile.samples!.forEach((id, index) => {
    const time = profile.timeDeltas![index];
    const owner = owners.get(id)!;
    all += time;
    totals.set(owner, (totals.get(owner) ?? 0) + time);
  });
  const shares = [...totals].sort(([, a], [, b]) => b - a).map(([owner, time]): [string, number] => [owner, Math.round(1000 * time / all) / 1000]);
  return { milliseconds, selfTime: Object.fromEntries(shares.filter(([, share]) => share > 0)) };
}

/** The package that a function belongs to; a folder of it for our own. */
function ownerOf(functionName: string, url: string): string {
  const path = url.replace(/^file:\/\//, '').split(sep).join('/');
  const dependency = path.match(/.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//);
  if (dependency) {
    return dependency[1];
  }
  const folder = path.match(/\/bench\/dist\/src\/([^/]+)/);
  if (folder) {
    return `cdk8s-mtls/${folder[1]}`;
  }
  if (path.includes('/bench/dist/')) {
    return 'bench';
  }
  return functionName === '(garbage collector)' ? 'garbage collector' : 'node';
}
