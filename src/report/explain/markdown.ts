import { ExplainReport } from './report';
import { callOf } from './text';
import { Reason } from '../../core/flow';
import { markdownText } from '../markdown';
import { objectAndField, PlaceOf, placeText, shortName } from '../objects';
import { VERDICT_NAMES } from '../verdicts';

/** The verdict on a call and the reasons for it, as a comment on a pull request. */
export function explainMarkdown({ flow, placeOf }: ExplainReport): string {
  const { because, backends = [], decidedPerRequest, verdict } = flow;
  return [
    `### ${markdownText(callOf(flow))}: ${VERDICT_NAMES[verdict]}\n`,
    ...decidedPerRequest ? ['\nA policy decides on each request: it lets some through and refuses others.\n'] : [],
    `\n${reasonList(because, placeOf)}`,
    ...backends.map(backend => `\n**${markdownText(`${backend.server.kind} ${shortName(backend.server)}:${backend.port}`)}: ${VERDICT_NAMES[backend.verdict]}**\n\n${reasonList(backend.because, placeOf)}`),
  ].join('');
}

function reasonList(reasons: readonly Reason[], placeOf: PlaceOf): string {
  return reasons.map(({ statement, object }, index) => {
    const place = object ? placeText(placeOf(object)) : '';
    const known = object ? ` (${[objectAndField(object), ...place === '' ? [] : [place]].map(markdownText).join(', ')})` : '';
    return `${index + 1}. ${markdownText(statement)}${known}\n`;
  }).join('');
}
