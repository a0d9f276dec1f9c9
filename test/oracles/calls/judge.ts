import { agrees, Expected, expectedOf, OracleResult } from './compare';
import { ours } from './ours';
import { Scene } from './scene';
import { Flow } from '../../../src/core/flow';
import { run } from '../programs';

/** What the oracle says of each call of a scene. */
export interface Judged {
  readonly scene: Scene;
  readonly expected: readonly Expected[];
}

/** A call of which we say something else than the oracle. */
export interface Difference {
  readonly scene: Scene;
  readonly expected: Expected;
  readonly flow: Flow;
}

/** How many scenes the oracle gets at a time: the texts of more are too long for one. */
const AT_ONCE = 400;

/** Asks the oracle about scenes, and leaves out those that no cluster would admit. */
export function judge(scenes: readonly Scene[]): { versions: Record<string, string>; judged: Judged[] } {
  const judged: Judged[] = [];
  let versions = {};
  for (let start = 0; start < scenes.length; start += AT_ONCE) {
    const part = scenes.slice(start, start + AT_ONCE);
    const answer = run('calls', { cases: part.map((scene, index) => ({ name: `${index}`, ...scene })) });
    versions = answer.versions;
    const results = (answer.results as OracleResult[]).filter(({ error }) => error === undefined);
    for (const [index, scene] of part.entries()) {
      const own = results.filter(result => result.case === `${index}`);
      if (own.length === scene.calls.length && own.length > 0) {
        judged.push({ scene, expected: [...own].sort((a, b) => a.call - b.call).map(expectedOf) });
      }
    }
  }
  return { versions, judged };
}

/** The calls of a scene of which we say something else. */
export function differences({ scene, expected }: Judged): Difference[] {
  return ours(scene).flatMap((flow, index) => agrees(flow, expected[index])
    ? []
    : [{ scene: { ...scene, calls: [scene.calls[index]] }, expected: expected[index], flow }]);
}

/** The smallest scene in which the oracle and we still differ about a call. */
export function shrink(difference: Difference): Difference {
  for (const smaller of judge(simpler(difference.scene)).judged) {
    const [found] = safely(smaller);
    if (found) {
      return shrink(found);
    }
  }
  return difference;
}

/** Scenes that leave out some objects, the most first, or a setting of the mesh. */
function simpler(scene: Scene): Scene[] {
  const count = scene.objects.length;
  const sizes = [...new Set([2, 4, 8, count].map(parts => Math.ceil(count / parts)))];
  const withoutObjects = sizes.flatMap(size => Array.from({ length: Math.ceil(count / size) }, (_, part) => ({
    ...scene,
    objects: scene.objects.filter(({ kind }, index) => kind === 'Namespace' || index < part * size || index >= (part + 1) * size),
  })));
  const withoutSettings = Object.keys(scene.meshConfig).map(setting => ({
    ...scene, meshConfig: Object.fromEntries(Object.entries(scene.meshConfig).filter(([name]) => name !== setting)),
  }));
  return [...withoutObjects.filter(({ objects }) => objects.length < count), ...withoutSettings];
}

/** A simpler scene may lack what the call names. */
function safely(judged: Judged): Difference[] {
  try {
    return differences(judged);
  } catch {
    return [];
  }
}

/** A difference as a person reads it. */
export function describeDifference({ scene, expected, flow }: Difference): string {
  return [
    `${JSON.stringify(scene.calls[0])} in a mesh with ${JSON.stringify(scene.meshConfig)}`,
    ...scene.objects.map(object => `  ${JSON.stringify(object)}`),
    `  istiod: ${JSON.stringify(expected)}`,
    `  we:     ${flow.verdict}${flow.decidedPerRequest ? ', decided per request' : ''}`,
    ...flow.because.map(({ statement }) => `          ${statement}`),
  ].join('\n');
}
