import { TemporaryException, temporaryExceptionProblem } from './temporary-exception';

/**
 * The acceptance of a finding, for a reason and until a day. After that day the
 * finding is reported again, and so is the acknowledgement.
 */
export interface Acknowledgement extends TemporaryException {
  /** The code of the finding, for example `MTLS0520`. */
  readonly code: string;

  /**
   * The object that the finding is about, as messages name it: `Deployment shop/web`.
   *
   * @default - every object
   */
  readonly object?: string;
}

/** The annotation in which an object acknowledges findings about it, as a list in JSON. */
export const ACKNOWLEDGE_ANNOTATION = 'cdk8s-mtls.dev/acknowledge';

/** What would make an acknowledgement last for ever, or say nothing. */
const NEVER_ACKNOWLEDGED = ['MTLS0102', 'MTLS0103', 'MTLS0104', 'MTLS0105', 'MTLS0106'];

/** What is wrong with an acknowledgement and what to write instead, or `undefined`. */
export function acknowledgementProblem(acknowledgement: Partial<Acknowledgement>): { problem: string; remedy: string } | undefined {
  const { code } = acknowledgement;
  if (!code || !/^MTLS\d{4}$/.test(code)) {
    return { problem: code ? `code "${code}" is not the code of a finding` : 'no code', remedy: 'Write the code of the finding, for example code: "MTLS0520".' };
  }
  if (NEVER_ACKNOWLEDGED.includes(code)) {
    return { problem: `${code} cannot be acknowledged`, remedy: 'Mend what it reports: the record, or its date.' };
  }
  return temporaryExceptionProblem(acknowledgement);
}
