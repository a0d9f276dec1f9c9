import { Source } from './origin';

/** A text that was given. */
export interface Text {
  readonly name: string;
  readonly bytes: Buffer;
  readonly source: Source;
  /** Whether the user named it; else it was found in a folder. */
  readonly named: boolean;
}
