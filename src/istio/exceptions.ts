import type { ApiObject } from 'cdk8s';
import type { TemporaryException } from '../core/temporary-exception';

/** Where an object says what it excepts from strict mutual TLS: the checks and the auditor read it there. */
const ANNOTATION = 'cdk8s-mtls.dev/exceptions';

/** An exception of an object, or of one container port of it. */
export interface RecordedException extends TemporaryException {
  readonly port?: number;
  readonly mode: string;
}

/** Adds an exception to what an object says of itself. */
export function recordException(object: ApiObject, exception: RecordedException): void {
  const recorded: RecordedException[] = JSON.parse(annotationsOf(object)[ANNOTATION] ?? '[]');
  object.metadata.addAnnotation(ANNOTATION, JSON.stringify([...recorded, exception]));
}

function annotationsOf(object: ApiObject): Record<string, string> {
  return object.metadata.toJson().annotations ?? {};
}
