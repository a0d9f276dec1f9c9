/** Where a command writes to. */
export interface Output {
  /** Whether a person watches. */
  readonly isTTY?: boolean;
  /** How many characters a line of it holds. */
  readonly columns?: number;
  write(text: string): unknown;
}

/** Everything that a command knows of the process that it runs in. */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: NodeJS.ProcessEnv;
}
