import { isStdin } from './stdin';
import { Origin } from '../core/finding';

/** Something to be said about a line of a pull request. */
export interface Annotation {
  readonly severity: 'error' | 'warning';
  readonly title: string;
  readonly message: string;
  readonly origin: Origin;
}

/**
 * A command to the runner of GitHub Actions, which shows it at the line of a pull request.
 *
 * @see https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotation({ severity, title, message, origin: { file, line, constructPath } }: Annotation): string {
  const place: Record<string, string> = file === undefined || isStdin(file) ? {} : { file, ...line === undefined ? {} : { line: `${line}` } };
  const properties = Object.entries({ ...place, title }).map(([name, value]) => `${name}=${property(value)}`).join(',');
  return `::${severity} ${properties}::${data(`${constructPath === undefined ? '' : `[${constructPath}] `}${message}`)}\n`;
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
