import { wholeVariety } from '.';

describe('the variety', () => {
  const cases = wholeVariety();

  test('is the same each time', () => {
    expect(wholeVariety()).toEqual(cases);
  });

  test('names each case once', () => {
    const names = cases.map(({ name }) => name);
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test('has something to write in each case', () => {
    expect(cases.filter(({ manifests }) => manifests.length === 0)).toEqual([]);
  });

  test('never writes a private key', () => {
    expect(cases.filter(({ manifests }) => /PRIVATE KEY/.test(JSON.stringify(manifests)))).toEqual([]);
  });
});
