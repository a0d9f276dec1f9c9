import { PlainObject } from './objects';

/** An object that a rule refuses. */
export interface BrokenObject {
  /** What it should have been like, as a sentence. */
  readonly name: string;
  readonly object: PlainObject;
  /** The code of the rule that refuses it. */
  readonly code: string;
  /** Whether a cluster refuses it too, on its own, when it is applied. The others are accepted there and break later. */
  readonly alone?: boolean;
}

/** An object at the edge of what is accepted. */
export interface ValidObject {
  /** What is just right about it, as a sentence. */
  readonly name: string;
  readonly object: PlainObject;
}
