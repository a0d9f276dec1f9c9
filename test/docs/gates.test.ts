import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { GATE_STAGES } from '../../src/gates';
import { ownGates } from '../../src/gates/gates-for';
import { inventoryIn, mounting, NOW, stepOf } from '../gates/asked';
import { intermediateRotation, trustDomainChange } from '../gates/rotation';

describe.each<[string, readonly string[]]>([
  ['replacing-an-intermediate.md', [intermediateRotation('prepare'), intermediateRotation('activate'), intermediateRotation('drain'), intermediateRotation('retire')]],
  ['changing-the-trust-domain.md', [trustDomainChange('announce'), trustDomainChange('switch-over'), trustDomainChange('settle')]],
])('%s', (page, changes) => {
  const text = readFileSync(join(__dirname, '..', '..', 'docs', page), 'utf8');
  const steps = changes.map(yaml => {
    const inventory = inventoryIn([mounting('web'), yaml].join('---'));
    const step = stepOf(inventory);
    return { stage: step.stage, gates: ownGates(step, inventory, { now: NOW }) };
  });

  test('has a row for each stage and gate, in their order', () => {
    const rows = [...text.matchAll(/^\| (`[\w-]+`)? ?\| `?([\w-]+)[`:].*\|$/gm)].map(([, , gate]) => gate);
    expect(rows).toEqual(steps.flatMap(({ gates }) => gates.map(({ name }) => name)));
    const stages = [...text.matchAll(/^\| `([\w-]+)` \| [^|]*\| [^|]*\|$/gm)].map(([, stage]) => stage).filter(stage => GATE_STAGES.some(each => each === stage));
    expect([...new Set(stages)]).toEqual(expect.arrayContaining(steps.map(({ stage }) => stage)));
  });

  test('says how somebody gives their word, where no telemetry is asked', () => {
    const byHand = steps.flatMap(({ gates }) => gates.filter(({ queries }) => queries.length === 0).map(({ name }) => name));
    expect(byHand.filter(name => !text.includes(`\`--checked ${name}\``))).toEqual([]);
  });
});
