import { Example, itIsWritten } from './_example';
import { itGoesThroughItsPhases } from './_phases';

let example: Example;
beforeAll(() => { example = Example.synth('intermediate-rotation'); });

itIsWritten(() => example);
itGoesThroughItsPhases(() => example, {
  phases: ['0-before', '1-prepare', '2-activate', '3-drain', '4-retire', '5-after'],
  subject: 'intermediate "mesh" of chain "ca"',
  edits: [
    ['activate', 'IntermediateRotation.activate({ from: "1", to: "2" })'],
    ['drain', 'IntermediateRotation.drain({ from: "1", to: "2" })'],
    ['retire', 'IntermediateRotation.retire({ from: "1", to: "2" })'],
    ['steady', 'IntermediateRotation.steady("2")'],
  ],
  illegal: [
    ['0-before', '2-activate', 'phase-skipped'],
    ['1-prepare', '4-retire', 'phase-skipped'],
    ['2-activate', '5-after', 'phase-skipped'],
  ],
});
