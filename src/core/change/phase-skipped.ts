/**
 * A step forward over phases, which are taken one at a time; undefined for a step
 * to the next one, and for steps back, which are as safe as what they change.
 *
 * @param from the place that is left: 0 before the first phase, one more than there are phases when all of it is over
 */
export function phaseSkipped(phases: readonly string[], from: number, to: number): { readonly name: 'phase-skipped'; readonly outage: string; readonly fix: string } | undefined {
  if (to <= from + 1) {
    return undefined;
  }
  const missed = phases.slice(from, to - 1);
  return {
    name: 'phase-skipped',
    outage: `phase ${missed.map(phase => `"${phase}"`).join(' and ')} would be skipped, so that nothing makes sure of what ${missed.length > 1 ? 'they wait' : 'it waits'} for`,
    fix: `Go to phase "${missed[0]}" first.`,
  };
}
