import { usageError } from './usage-error';

/** The protocols that a mesh tells apart. */
export enum PortProtocol {
  /** HTTP/1.1, and HTTP/2 by upgrade. */
  HTTP = 'HTTP',
  /** HTTP/2 without TLS. */
  HTTP2 = 'HTTP2',
  /** gRPC. */
  GRPC = 'GRPC',
  /** Anything over TCP. */
  TCP = 'TCP',
  /** TLS that the application itself speaks. */
  TLS = 'TLS',
}

/**
 * A port on which a workload's containers listen: the container port, never the
 * port of a Service in front of it.
 */
export class WorkloadPort {
  /** A port that speaks HTTP. */
  public static http(port: number): WorkloadPort {
    return WorkloadPort.of(port, PortProtocol.HTTP);
  }

  /** A port that speaks HTTP/2 without TLS. */
  public static http2(port: number): WorkloadPort {
    return WorkloadPort.of(port, PortProtocol.HTTP2);
  }

  /** A port that speaks gRPC. */
  public static grpc(port: number): WorkloadPort {
    return WorkloadPort.of(port, PortProtocol.GRPC);
  }

  /** A port that speaks any protocol over TCP. */
  public static tcp(port: number): WorkloadPort {
    return WorkloadPort.of(port, PortProtocol.TCP);
  }

  /** A port on which the application itself terminates TLS. */
  public static tls(port: number): WorkloadPort {
    return WorkloadPort.of(port, PortProtocol.TLS);
  }

  /**
   * A port by number and protocol.
   *
   * @param name the name of the container port, by which Services may refer to it
   * @throws if the number is not a whole number from 1 to 65535
   */
  public static of(port: number, protocol: PortProtocol, name?: string): WorkloadPort {
    const problem = portProblem(port);
    if (problem) {
      throw usageError(undefined, `WorkloadPort.of(${port})`, problem, 'Give the number of the container port, for example WorkloadPort.http(8080).');
    }
    return new WorkloadPort(port, protocol, name);
  }

  private constructor(
    /** The number of the container port. */
    public readonly port: number,
    /** What is spoken on it. */
    public readonly protocol: PortProtocol,
    /** The name of the container port, if it has one. */
    public readonly name?: string,
  ) { }
}

/** What is wrong with a port number, or `undefined`. */
export function portProblem(port: number): string | undefined {
  return Number.isInteger(port) && port >= 1 && port <= 65535 ? undefined : 'a port is a whole number from 1 to 65535';
}
