export { DocumentMemory } from './document-memory';
export * from './load';
export type { Limits } from './limits';
export { lineOfField } from './origin';
export type { SourceProblem } from './problem';
