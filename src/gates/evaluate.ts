import { Gate, Judgement, Query, Sample } from './gate';
import { GRID } from './promql';

/** Answers a question of PromQL, as of a time. */
export type Ask = (promql: string, at: Date) => Promise<readonly Sample[]>;

/** A gate, and what telemetry says about it. */
export interface EvaluatedGate {
  readonly gate: Gate;
  readonly judgement: Judgement;
}

/** Asks everything that gates want to know, each question once, and judges. What cannot be asked is thrown. */
export async function evaluate(gates: readonly Gate[], ask: Ask, now: Date): Promise<EvaluatedGate[]> {
  const answers = new Map<string, readonly Sample[]>();
  const evaluated: EvaluatedGate[] = [];
  for (const gate of gates) {
    for (const query of gate.queries) {
      const key = keyOf(query);
      if (!answers.has(key)) {
        answers.set(key, await answer(query, ask, now));
      }
    }
    evaluated.push({ gate, judgement: gate.judge(gate.queries.map(query => answers.get(keyOf(query))!), now) });
  }
  return evaluated;
}

async function answer({ promql, pieces }: Query, ask: Ask, now: Date): Promise<readonly Sample[]> {
  if (!pieces) {
    return ask(promql, now);
  }
  // Looks fall on multiples of the grid: pieces that begin on one would share a look.
  const latest = now.getTime() % GRID === 0 ? now.getTime() - 1 : now.getTime();
  const sums = new Map<string, Sample>();
  for (let piece = 0; piece < pieces.number; piece++) {
    for (const { labels, value } of await ask(promql, new Date(latest - piece * pieces.length))) {
      const key = JSON.stringify([...labels].sort());
      sums.set(key, { labels, value: value + (sums.get(key)?.value ?? 0) });
    }
  }
  return [...sums.values()];
}

function keyOf({ promql, pieces }: Query): string {
  return JSON.stringify([promql, pieces]);
}
