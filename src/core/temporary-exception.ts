import { calendarDateProblem } from './calendar-date';

/**
 * Why, and until when, something may stay outside strict mutual TLS.
 */
export interface TemporaryException {
  /** Why the exception is needed, for the person who reads it in a year. */
  readonly reason: string;

  /**
   * The last day (UTC) on which the exception is accepted, as `YYYY-MM-DD`.
   * Synthesis fails after it, so that an exception cannot be forgotten.
   */
  readonly until: string;
}

/** The annotation in which an object records its exceptions from strict mutual TLS, as a list in JSON. */
export const EXCEPTIONS_ANNOTATION = 'cdk8s-mtls.dev/exceptions';

/** What is wrong with an exception and what to write instead, or `undefined`. */
export function temporaryExceptionProblem(exception: Partial<TemporaryException>): { problem: string; remedy: string } | undefined {
  if (!exception.reason?.trim()) {
    return { problem: 'no reason', remedy: 'Add "reason": say why this cannot be strict mutual TLS, for example reason: "scraped by an agent outside the mesh".' };
  }
  if (!exception.until) {
    return { problem: 'no end date', remedy: 'Add "until", the last day of the exception, for example until: "2027-03-31", so that it cannot be forgotten.' };
  }
  const problem = calendarDateProblem(exception.until);
  return problem ? { problem: `until "${exception.until}" ${problem}`, remedy: 'Write it as YYYY-MM-DD, for example until: "2027-03-31".' } : undefined;
}
