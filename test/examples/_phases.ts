import { join } from 'path';
import { Example } from './_example';
import { cli } from '../cli/program';

/** A change as an example shows it: a folder for each phase. */
interface Phases {
  readonly phases: readonly string[];
  /** What changes, as the plan calls it. */
  readonly subject: string;
  /** The stage that comes after each phase but the ends, and what of the edit leads there. */
  readonly edits: readonly (readonly [stage: string, added: string])[];
  /** Pairs of phases of which the second must not follow the first, and what that is called. */
  readonly illegal: readonly (readonly [from: string, to: string, name: string])[];
}

/** What must hold for every example of a change. */
export function itGoesThroughItsPhases(example: () => Example, { phases, subject, edits, illegal }: Phases): void {
  const folder = (phase: string): string => join(example().directory, 'dist', phase);

  test('every phase is free of findings', async () => {
    for (const phase of phases) {
      expect([phase, (await cli(['check', folder(phase), '--fail-on', 'warning'])).exitCode]).toEqual([phase, 0]);
    }
  });

  test('each phase may be deployed after the one before it, and says so', async () => {
    for (const [index, phase] of phases.slice(1).entries()) {
      const { exitCode, out } = await cli(['plan', folder(phase), '--deployed', folder(phases[index]), '--format', 'json']);
      expect([phase, exitCode, JSON.parse(out).deployment.mayBeDeployed]).toEqual([phase, 0, true]);
      expect([phase, (await cli(['diff', folder(phases[index]), folder(phase)])).exitCode]).toEqual([phase, 0]);
    }
  });

  test.each(illegal)('from %s straight to %s may not be deployed, and neither plan nor diff lets it pass', async (from, to, name) => {
    for (const command of [['plan', folder(to), '--deployed', folder(from)], ['diff', folder(from), folder(to)]]) {
      const { exitCode, out } = await cli([...command, '--format', 'json']);
      expect(exitCode).toBe(1);
      expect(out).toContain(`"${name}"`);
    }
  });

  test('following the edits of the plan leads from one phase to the next', async () => {
    for (const [index, [stage, added]] of edits.entries()) {
      const { changes } = JSON.parse((await cli(['plan', folder(phases[index + 1]), '--format', 'json'])).out);
      const found = changes.find((change: any) => change.subject === subject);
      const holding = (text: string): unknown => expect.arrayContaining([expect.stringContaining(text)]);
      expect(found.next).toMatchObject({ stage, edit: { add: holding(added), ...index > 0 ? { remove: holding(edits[index - 1][1]) } : {} } });
    }
  });
}
