import { Example, itIsWritten } from './_example';
import { itGoesThroughItsPhases } from './_phases';

let example: Example;
beforeAll(() => { example = Example.synth('root-rotation'); });

itIsWritten(() => example);
itGoesThroughItsPhases(() => example, {
  phases: ['0-before', '1-publish', '2-activate', '3-drain', '4-retire', '5-after'],
  subject: 'root of chain "ca"',
  edits: [
    ['activate', 'rootRotation: RootRotation.activate({ from: "2026", to: "2027" }),'],
    ['drain', 'rootRotation: RootRotation.drain({ from: "2026", to: "2027" }),'],
    ['retire', 'rootRotation: RootRotation.retire({ from: "2026", to: "2027" }),'],
  ],
  illegal: [
    ['0-before', '2-activate', 'activated-before-trusted'],
    ['1-publish', '4-retire', 'retired-while-presented'],
    ['2-activate', '4-retire', 'retired-while-presented'],
    ['0-before', '5-after', 'slot-renamed'],
  ],
});
