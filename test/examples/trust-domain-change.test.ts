import { Example, itIsWritten } from './_example';
import { itGoesThroughItsPhases } from './_phases';

let example: Example;
beforeAll(() => { example = Example.synth('trust-domain-change'); });

itIsWritten(() => example);
itGoesThroughItsPhases(() => example, {
  phases: ['0-before', '1-announce', '2-switch-over', '3-settle', '4-after'],
  subject: 'trust domain of chain "ca"',
  edits: [
    ['switch-over', 'TrustDomainChange.switchOver({ from: "old.example.com", to: "new.example.com" })'],
    ['settle', 'TrustDomainChange.settle({ from: "old.example.com", to: "new.example.com" })'],
    ['steady', 'trustDomain: "new.example.com"'],
  ],
  illegal: [
    ['0-before', '2-switch-over', 'switched-before-announced'],
    ['1-announce', '3-settle', 'settled-while-presented'],
    ['0-before', '4-after', 'switched-before-announced'],
  ],
});
