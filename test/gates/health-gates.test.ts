import { ago, Answer, first, inventoryIn, NOW, sample } from './asked';
import { intermediateRotation, rotation } from './rotation';
import { DEFAULT_GATE_SETTINGS, evaluate } from '../../src/gates';
import { healthGates } from '../../src/gates/health-gates';

const ISSUED = [
  ['cert-manager', 'ca-root-2026', 'ca-root-2026-bootstrap'], ['cert-manager', 'ca-root-2027', 'ca-root-2027-bootstrap'],
  ['cert-manager', 'ca-east', 'ca-root-2026'], ['cert-manager', 'ca-east', 'ca-root-2027'], ['cert-manager', 'ca-east-2', 'ca-root-2026'],
  ['shop', 'web', 'ca-east'], ['shop', 'cart', 'ca-east'],
];

/** All that cert-manager reports, of which one ends in some days and is not renewed. */
function endingIn(days: number, ending: string): Answer {
  return promql => ISSUED.map(([namespace, name, issuer_name]) => {
    const end = ago(-24 * (name === ending ? days : 3000));
    const value = promql.includes('ready_status') ? 1 : promql.includes('expiration') ? end : promql.includes('renewal') ? (name === ending ? 0 : end - 3600) : ago(500);
    return sample({ namespace, name, issuer_name }, value);
  });
}

async function certificatesOf(yaml: string, days: number, ending = 'ca-east'): Promise<readonly [string, ...string[]]> {
  const gates = healthGates(inventoryIn(yaml), { now: NOW }, DEFAULT_GATE_SETTINGS);
  const [{ gate, judgement: { outcome, offenders } }] = await evaluate(gates, async promql => first(endingIn(days, ending))(promql), NOW);
  expect(gate.name).toBe('certificates');
  return [outcome, ...offenders.map(({ subject }) => subject)];
}

test('a generation that is drained may end, and one that signs, or could, may not', async () => {
  expect(await certificatesOf(intermediateRotation('drain'), 100)).toEqual(['pass']);
  expect(await certificatesOf(intermediateRotation('drain'), 5)).toEqual(['pass']);
  expect(await certificatesOf(intermediateRotation('activate'), 5)).toEqual(['fail', 'Certificate cert-manager/ca-east']);
});

test('a root that is replaced may come near its end, but must not have reached it, nor may one that replaces it', async () => {
  expect(await certificatesOf(rotation('publish'), 100, 'ca-root-2026')).toEqual(['pass']);
  expect(await certificatesOf(rotation('drain'), 1, 'ca-root-2026')).toEqual(['pass']);
  expect(await certificatesOf(rotation('drain'), -1, 'ca-root-2026')).toEqual(['fail', 'Certificate cert-manager/ca-root-2026']);
  expect(await certificatesOf(rotation('publish'), 100, 'ca-root-2027')).toEqual(['fail', 'Certificate cert-manager/ca-root-2027']);
  expect(await certificatesOf(intermediateRotation('prepare'), 100, 'ca-root-2026')).toEqual(['fail', 'Certificate cert-manager/ca-root-2026']);
});
