/** How bad a finding is. */
export enum Severity {
  /** Breaks mutual TLS, or will: synthesis fails. */
  ERROR = 'error',
  /** Works today, and will surprise someone. */
  WARNING = 'warning',
}

/** Where a Kubernetes object came from. */
export interface Origin {
  /** The path of the construct that made the object. */
  readonly constructPath?: string;
  /** The file from which the object was read. */
  readonly file?: string;
  /** The line on which the object begins. */
  readonly line?: number;
}

/** A Kubernetes object that a finding is about. */
export interface ObjectReference {
  /** The cluster that it is in, where several are looked at. */
  readonly cluster?: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
  /** The field that is wrong, as a path: `spec.privateKey.size`. */
  readonly field?: string;
}

/** What a rule found: what is wrong with which objects, and what to do about it. */
export interface Finding {
  /** A code that never changes its meaning, for example `MTLS0201`. */
  readonly code: string;
  readonly severity: Severity;
  /** What is wrong, with the offending value. */
  readonly message: string;
  /** What to write instead. */
  readonly fix: string;
  /** The objects concerned; the first is the one to change. */
  readonly objects: ObjectReference[];
  /** Where the first object came from. */
  readonly origin: Origin;
}

/** `Certificate shop/web`, or `Namespace shop` for an object without a namespace; `Certificate shop/web of east` where there are several clusters. */
export function describeObject({ cluster, kind, namespace, name }: ObjectReference): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}${cluster === undefined ? '' : ` of ${cluster}`}`;
}
