/** What a change breaks on purpose, because to wait would be worse. */
export interface Harm {
  /** Who is harmed, in plain words. */
  readonly who: string;
  /** What becomes of them. */
  readonly what: string;
  readonly howLong: string;
}
