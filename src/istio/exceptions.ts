import type { ApiObject } from 'cdk8s';
import { EXCEPTIONS_ANNOTATION, TemporaryException } from '../core/temporary-exception';

/** An exception of an object, or of one container port of it. */
export interface RecordedException extends TemporaryException {
  readonly port?: number;
  readonly mode: string;
}

/** Adds an exception to what an object says of itself: the checks and the auditor read it there. */
export function recordException(object: ApiObject, exception: RecordedException): void {
  const recorded: RecordedException[] = JSON.parse(annotationsOf(object)[EXCEPTIONS_ANNOTATION] ?? '[]');
  object.metadata.addAnnotation(EXCEPTIONS_ANNOTATION, JSON.stringify([...recorded, exception]));
}

function annotationsOf(object: ApiObject): Record<string, string> {
  return object.metadata.toJson().annotations ?? {};
}
