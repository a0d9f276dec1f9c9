export { Acknowledgement } from './acknowledgement';
export { IntermediatePhase } from './change/intermediate-phase';
export { RootPhase } from './change/root-phase';
export * from './enforcement';
export * from './finding';
export * from './spiffe-id';
export { TemporaryException } from './temporary-exception';
export * from './trust-domain';
export { PortProtocol, WorkloadPort } from './workload-port';
