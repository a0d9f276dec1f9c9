import { DistinguishedName } from '../../../src/pki/certmanager';

test('a common name alone writes no other attribute', () => {
  expect(DistinguishedName.commonName('root')._spec).toEqual({ commonName: 'root', subject: undefined });
});

test('every attribute of a subject can be written', () => {
  const attributes = {
    organizations: ['o'],
    organizationalUnits: ['ou'],
    countries: ['c'],
    provinces: ['p'],
    localities: ['l'],
    streetAddresses: ['s'],
    postalCodes: ['z'],
    serialNumber: 'n',
  };
  expect(DistinguishedName.of({ commonName: 'root', ...attributes })._spec).toEqual({ commonName: 'root', subject: attributes });
});

test.each<[string, () => DistinguishedName, string]>([
  ['common name', () => DistinguishedName.commonName(''), 'DistinguishedName.of(): commonName "" is empty'],
  ['serial number', () => DistinguishedName.of({ serialNumber: ' ' }), 'DistinguishedName.of(): serialNumber " " is empty'],
  ['literal', () => DistinguishedName.literal(''), 'DistinguishedName.literal(): the distinguished name "" is empty'],
])('an empty %s is refused', (_, make, message) => {
  expect(make).toThrow(message);
});
