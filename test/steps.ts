import { Session } from 'node:inspector';
import { sep } from 'node:path';
import { setFlagsFromString } from 'node:v8';

/** Where our own code is, and that of the tests is not. */
const SOURCES = `${sep}src${sep}`;

/**
 * How many steps our code takes for some work: the number of times that its blocks are run, as V8 counts them.
 * Unlike time it is the same on every machine, whatever else that does.
 */
export function stepsOf(work: () => unknown): number {
  const session = new Session();
  session.connect();
  setFlagsFromString('--no-opt');
  try {
    post(session, 'Profiler.enable');
    post(session, 'Profiler.startPreciseCoverage', { callCount: true, detailed: true });
    work();
    const { result } = post(session, 'Profiler.takePreciseCoverage');
    return result.filter(({ url }) => url.includes(SOURCES))
      .flatMap(({ functions }) => functions.flatMap(({ ranges }) => ranges))
      .reduce((sum, { count }) => sum + count, 0);
  } finally {
    session.disconnect();
    setFlagsFromString('--opt');
  }
}

interface Coverage {
  readonly result: readonly { readonly url: string; readonly functions: readonly { readonly ranges: readonly { readonly count: number }[] }[] }[];
}

/** What a session answers at once, as it does to a thread that asks about itself. */
function post(session: Session, method: string, parameters: object = {}): Coverage {
  let answer: Coverage = { result: [] };
  session.post(method, parameters, (error: Error | null, result?: object) => {
    if (error) {
      throw error;
    }
    answer = { ...answer, ...result };
  });
  return answer;
}
