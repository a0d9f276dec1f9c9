export * from './load';
export { Limits } from './limits';
export { lineOfField } from './origin';
export { SourceProblem } from './problem';
