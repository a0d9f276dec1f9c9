import type { IllegalRootStep, IllegalStep } from '../../../src/core/change/root-sets';

type Road = 'REPLACEMENT' | 'EVERY_RECORD';

/** What the right operator comes to, if the product never gave one of its reasons. */
function outageWithout(forgotten: IllegalRootStep, road: Road): string | undefined {
  jest.resetModules();
  jest.doMock('../../../src/core/change/root-sets', () => {
    const real = jest.requireActual('../../../src/core/change/root-sets');
    const illegalSteps = (...question: unknown[]) => real.illegalSteps(...question).filter(({ name }: IllegalStep) => name !== forgotten);
    return { ...real, illegalSteps };
  });
  const { explore } = jest.requireActual<typeof import('../explorer')>('../explorer');
  const { RIGHT } = jest.requireActual<typeof import('./operator')>('./operator');
  const { rotationSystem } = jest.requireActual<typeof import('./system')>('./system');
  const worlds = jest.requireActual<typeof import('./worlds')>('./worlds');
  return explore(rotationSystem(worlds.worldOf(worlds[road], 1), RIGHT)).broken?.violation;
}

describe.each<Road>(['REPLACEMENT', 'EVERY_RECORD'])('the model runs the product, and not what it means to be: %s', road => {
  test.each<[IllegalRootStep]>([['activated-before-trusted'], ['retired-while-presented']])('without "%s" there is an outage', forgotten => {
    expect(outageWithout(forgotten, road)).toContain('refuses');
  });
});
