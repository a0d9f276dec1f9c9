import { ExplainReport } from './report';
import { Flow, Reason } from '../../core/flow';
import { Layout, Style, wrap } from '../layout';
import { objectAndField, PlaceOf, placeText, shortName } from '../objects';
import { printable } from '../printable';
import { VERDICT_NAMES } from '../verdicts';

/** The verdict on a call and the reasons for it, for a person. */
export function explainText({ flow, placeOf }: ExplainReport, layout: Layout): string {
  const style = new Style(layout);
  const { because, backends = [], decidedPerRequest, verdict } = flow;
  const parts = [
    `${style.strong(printable(callOf(flow)))}   ${style.verdict(verdict)(VERDICT_NAMES[verdict].toUpperCase())}\n`,
    ...decidedPerRequest ? [`${wrap('A policy decides on each request: it lets some through and refuses others.', layout.width)}\n`] : [],
    '\n',
    reasonsText(because, placeOf, layout, style, ''),
  ];
  if (backends.length > 0) {
    parts.push('\nThe workloads behind it differ:\n');
    for (const backend of backends) {
      parts.push(`\n  ${style.strong(printable(`${backend.server.kind} ${shortName(backend.server)}:${backend.port}`))}   ${style.verdict(backend.verdict)(VERDICT_NAMES[backend.verdict].toUpperCase())}\n`);
      parts.push(reasonsText(backend.because, placeOf, layout, style, '  '));
    }
  }
  return parts.join('');
}

/** `shop/web → shop/cart:7070`. */
export function callOf({ client, server, port }: Flow): string {
  return `${shortName(client)} → ${shortName(server)}:${port}`;
}

function reasonsText(reasons: readonly Reason[], placeOf: PlaceOf, { width }: Layout, style: Style, indent: string): string {
  const digits = `${reasons.length}`.length;
  return reasons.map(({ statement, object }, index) => {
    const number = `${indent}${`${index + 1}`.padStart(digits)}. `;
    const inner = ' '.repeat(number.length);
    const lines = [`${number}${wrap(printable(statement), width, inner).slice(inner.length)}\n`];
    if (object) {
      const place = placeText(placeOf(object));
      const known = `${objectAndField(object)}${place === '' ? '' : `  ${place}`}`;
      lines.push(`${inner}${style.faint(printable(known))}\n`);
    }
    return lines.join('');
  }).join('');
}
