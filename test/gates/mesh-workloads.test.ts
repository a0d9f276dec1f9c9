import { ownersOf } from '../../src/gates/mesh-workloads';

describe('whose pod a pod is', () => {
  test.each([
    ['web-7d4b9c6f5-x2x1f', 'web'],
    ['shop-web-api-5f6d8-abcde', 'shop-web-api'],
    ['db-0', 'db'],
    ['db-12', 'db'],
    ['agent-x9z8y', 'agent'],
    ['bare', 'bare'],
  ])('%s belongs to %s', (pod, owner) => {
    expect(ownersOf(pod)).toContain(owner);
  });

  test.each([
    ['web-api-7d4b9c6f5-x2x1f', 'web'],
    ['db-0', 'd'],
    ['web-7d4b9c6f5-x2x1', 'web'],
  ])('%s does not belong to %s', (pod, owner) => {
    expect(ownersOf(pod)).not.toContain(owner);
  });
});
