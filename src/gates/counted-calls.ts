import { CALLS, DESTINATION, SOURCE, workloadIn } from './calls';
import { Answers, Offender, Query, Sample } from './gate';
import { come, grown, Matcher, pieces, seconds, selector } from './promql';
import { compareText } from '../core/compare-text';

/** How long Prometheus takes a series to be there after its last sample. */
const LOOKBACK = 5 * 60_000;
/** How far apart it is looked whether a series is there: no farther than it is usually scraped. */
const STEP = 30_000;
/** So many looks at many series at once are within what Prometheus holds in memory by default. */
const LONGEST_PIECE = 6 * 60 * 60_000;

/**
 * How many calls there were of some kind, by who called whom. Two questions for each
 * metric. By how much did counters grow: from a little before
 * the window, so that a call between two scrapes at its edge is not lost. And how many
 * calls did a series count when it came: it may be the only one, and a series that was
 * gone and is back may have begun anew, at the number that it had.
 */
export function callQueries(matchers: readonly Matcher[], window: number): Query[] {
  const by = [...Object.values(SOURCE), ...Object.values(DESTINATION)];
  const inPieces = pieces(window, LONGEST_PIECE);
  return CALLS.flatMap(({ metric }) => {
    const series = selector(metric, matchers);
    return [
      { promql: grown(by, series, seconds(window + LOOKBACK)) },
      { promql: come(by, series, inPieces.length, STEP), pieces: inPieces },
    ];
  });
}

/** The calls that the answers to those queries tell of; what is wrong with them goes on after their number. */
export function callsAmong(answers: Answers, what: string): Offender[] {
  return CALLS.flatMap(({ noun }, index) => {
    const [growth, first] = [answers[2 * index], answers[2 * index + 1]].map(callsIn);
    return [...new Map([...growth, ...first])].map(([key, { labels }]): Offender => {
      // What is extrapolated of a call is no whole number, and a call is a call.
      const count = (growth.has(key) ? Math.max(1, Math.round(growth.get(key)!.value)) : 0) + Math.round(first.get(key)?.value ?? 0);
      return {
        source: workloadIn(labels, SOURCE),
        subject: workloadIn(labels, DESTINATION),
        count,
        problem: `${count} ${noun}${count === 1 ? '' : 's'} ${what}${first.has(key) ? ', counted by a series that came, or came back, in the window' : ''}`,
      };
    });
  }).sort((a, b) => b.count! - a.count! || compareText(a.subject, b.subject) || compareText(a.source!, b.source!));
}

/** The calls that there were, by who called whom. */
function callsIn(samples: readonly Sample[]): Map<string, Sample> {
  const labels = [...Object.values(SOURCE), ...Object.values(DESTINATION)];
  return new Map(samples.filter(({ value }) => value > 0).map(sample => [JSON.stringify(labels.map(label => sample.labels.get(label) ?? '')), sample]));
}
