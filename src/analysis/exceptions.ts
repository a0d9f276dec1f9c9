import { isFields } from './fields';
import { jsonListIn } from './json-annotation';
import { SourcedManifest } from './manifest';
import { EXCEPTIONS_ANNOTATION, temporaryExceptionProblem } from '../core/temporary-exception';
import { portProblem } from '../core/workload-port';

const MODES = ['PERMISSIVE', 'DISABLE'];

/** One exception from strict mutual TLS, as an object records it. */
export interface RecordedException {
  /** The port concerned; undefined for the whole object. */
  readonly port?: number;
  readonly mode: string;
  readonly reason: string;
  /** The last day of the exception. */
  readonly until: string;
}

/** What an object records: its exceptions, or what is wrong with the record. */
export interface ExceptionRecord {
  readonly exceptions: readonly RecordedException[];
  readonly problems: readonly string[];
}

/** The record of an object; `undefined` if it has none. */
export function exceptionRecord(object: SourcedManifest): ExceptionRecord | undefined {
  const found = jsonListIn(object, EXCEPTIONS_ANNOTATION);
  if (!found) {
    return undefined;
  }
  if (!found.list) {
    return { exceptions: [], problems: ['it is not a list in JSON'] };
  }
  const exceptions: RecordedException[] = [];
  const problems: string[] = [];
  for (const [index, entry] of found.list.entries()) {
    const problem = entryProblem(entry);
    if (problem === undefined) {
      exceptions.push(entry as RecordedException);
    } else {
      problems.push(`its entry ${index + 1} ${problem}`);
    }
  }
  return { exceptions, problems };
}

/** The exception that covers a port, or with no port the whole object. */
export function exceptionFor(record: ExceptionRecord | undefined, mode: string, port?: number): RecordedException | undefined {
  return record?.exceptions.find(exception => exception.mode === mode && exception.port === port);
}

function entryProblem(entry: unknown): string | undefined {
  if (!isFields(entry)) {
    return 'is not an object';
  }
  const { port, mode, reason, until } = entry;
  if (port !== undefined && (typeof port !== 'number' || portProblem(port) !== undefined)) {
    return 'has a port that is not a whole number from 1 to 65535';
  }
  if (typeof mode !== 'string' || !MODES.includes(mode)) {
    return `has a mode other than ${MODES.join(' and ')}`;
  }
  const wrong = temporaryExceptionProblem({
    reason: typeof reason === 'string' ? reason : undefined,
    until: typeof until === 'string' ? until : undefined,
  });
  return wrong && `has ${wrong.problem}`;
}
