import { ago, Answer, first, inventoryIn, NOW, sample } from './asked';
import { intermediateRotation } from './rotation';
import { DEFAULT_GATE_SETTINGS, evaluate } from '../../src/gates';
import { healthGates } from '../../src/gates/health-gates';

/** All that cert-manager reports, of which the old generation of the intermediate ends in some days and is not renewed. */
function endingIn(days: number): Answer {
  const issued = [['cert-manager', 'ca-root-2026', 'ca-root-2026-bootstrap'], ['cert-manager', 'ca-east', 'ca-root-2026'], ['cert-manager', 'ca-east-2', 'ca-root-2026'], ['shop', 'web', 'ca-east'], ['shop', 'cart', 'ca-east']];
  return promql => issued.map(([namespace, name, issuer_name]) => {
    const end = ago(-24 * (name === 'ca-east' ? days : 3000));
    const value = promql.includes('ready_status') ? 1 : promql.includes('expiration') ? end : promql.includes('renewal') ? (name === 'ca-east' ? 0 : end - 3600) : ago(500);
    return sample({ namespace, name, issuer_name }, value);
  });
}

async function certificatesOf(yaml: string, days: number): Promise<readonly [string, ...string[]]> {
  const gates = healthGates(inventoryIn(yaml), { now: NOW }, DEFAULT_GATE_SETTINGS);
  const [{ gate, judgement: { outcome, offenders } }] = await evaluate(gates, async promql => first(endingIn(days))(promql), NOW);
  expect(gate.name).toBe('certificates');
  return [outcome, ...offenders.map(({ subject }) => subject)];
}

test('a generation that is drained may end, and one that signs, or could, may not', async () => {
  expect(await certificatesOf(intermediateRotation('drain'), 100)).toEqual(['pass']);
  expect(await certificatesOf(intermediateRotation('drain'), 5)).toEqual(['pass']);
  expect(await certificatesOf(intermediateRotation('activate'), 5)).toEqual(['fail', 'Certificate cert-manager/ca-east']);
});
