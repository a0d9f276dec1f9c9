import { Protocol } from './protocol';

/** A port of a ServiceEntry. */
export interface ServiceEntryPort {
  /** The number that clients connect to. */
  readonly number: number;

  /** The name of the port. */
  readonly name: string;

  /**
   * What is spoken on it.
   *
   * @default - detected by the proxy
   */
  readonly protocol?: Protocol;

  /**
   * The number on which the servers listen.
   *
   * @default - the number that clients connect to
   */
  readonly targetPort?: number;
}
