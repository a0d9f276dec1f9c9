import { describeRule } from './rule-cases';
import { acknowledgementEnded } from '../../../src/analysis/rules/acknowledgement-ended';
import { acknowledgementIdle } from '../../../src/analysis/rules/acknowledgement-idle';
import { acknowledgementsMalformed } from '../../../src/analysis/rules/acknowledgements-malformed';
import { findingsOf, peerAuthentication, PlainObject } from '../objects';

const ACKNOWLEDGE = 'cdk8s-mtls.dev/acknowledge';
const reason = 'two callers are not enrolled yet';
const entry = { code: 'MTLS0505', reason, until: '2099-12-31' };
const permissive = (acknowledged?: unknown): PlainObject => {
  const policy = peerAuthentication('default', { mtls: { mode: 'PERMISSIVE' } });
  const annotation = typeof acknowledged === 'string' ? acknowledged : JSON.stringify(acknowledged);
  return acknowledged === undefined ? policy : { ...policy, metadata: { ...policy.metadata, annotations: { [ACKNOWLEDGE]: annotation } } };
};
const codes = (...args: Parameters<typeof findingsOf>): string[] => findingsOf(...args).map(({ code }) => code);

describe('a finding', () => {
  test('is reported as long as nobody acknowledges it', () => expect(codes([permissive()])).toEqual(['MTLS0505']));

  test('is not reported while the object acknowledges it', () => expect(codes([permissive([entry])])).toEqual([]));

  test('is not reported while code acknowledges it, for every object or for one', () => {
    expect(codes([permissive()], { acknowledgements: [entry] })).toEqual([]);
    expect(codes([permissive()], { acknowledgements: [{ ...entry, object: 'PeerAuthentication shop/default' }] })).toEqual([]);
  });

  test('is reported if another object or code is acknowledged', () => {
    expect(codes([permissive()], { acknowledgements: [{ ...entry, object: 'PeerAuthentication cart/default' }] })).toEqual(['MTLS0106', 'MTLS0505']);
    expect(codes([permissive([{ ...entry, code: 'MTLS0509' }])])).toEqual(['MTLS0106', 'MTLS0505']);
  });

  test('is reported again after the last day, and so is the acknowledgement', () => {
    expect(codes([permissive([{ ...entry, until: '2020-01-31' }])])).toEqual(['MTLS0104', 'MTLS0505']);
  });
});

describeRule(acknowledgementEnded, {
  'the last day is over': { objects: [permissive([{ ...entry, until: '2020-01-31' }])], names: ['default'], says: /acknowledgement of MTLS0505 \("two callers are not enrolled yet"\) ended on 2020-01-31/ },
  'it is in code': { objects: [permissive()], context: { acknowledgements: [{ ...entry, until: '2020-01-31' }] }, names: ['MTLS0505'], says: /^Acknowledgement MTLS0505/ },
}, {
  'it is the last day': { objects: [permissive([{ ...entry, until: '2026-06-30' }])], context: { now: new Date('2026-06-30T23:00:00Z') } },
});

describeRule(acknowledgementsMalformed, {
  'it is no JSON': { objects: [permissive('MTLS0505')], names: ['default'], says: /is not a list in JSON/ },
  'it is no list': { objects: [permissive({})], names: ['default'], says: /is not a list in JSON/ },
  'an entry is a text': { objects: [permissive(['MTLS0505'])], names: ['default'], says: /its entry 1: it is not an object/ },
  'there is no reason': { objects: [permissive([entry, { ...entry, reason: ' ' }])], names: ['default'], says: /its entry 2: no reason/ },
  'there is no end': { objects: [permissive([{ ...entry, until: undefined }])], names: ['default'], says: /no end date/ },
  'the code is none': { objects: [permissive([{ ...entry, code: 'permissive' }])], names: ['default'], says: /code "permissive" is not the code of a finding/ },
  'it acknowledges an end': { objects: [permissive([{ ...entry, code: 'MTLS0103' }])], names: ['default'], says: /MTLS0103 cannot be acknowledged/ },
}, {
  'it is a list with code, reason and end': { objects: [permissive([entry])] },
  'there is none': { objects: [permissive()] },
});

describeRule(acknowledgementIdle, {
  'nothing is found': { objects: [permissive([entry, { ...entry, code: 'MTLS0501' }])], names: ['default'], says: /acknowledges MTLS0501, which is not found/ },
  'another object is named': {
    objects: [permissive()],
    context: { acknowledgements: [{ ...entry, object: 'PeerAuthentication cart/default' }] },
    names: ['MTLS0505'],
    says: /acknowledges MTLS0505 of PeerAuthentication cart\/default, which is not found/,
  },
}, {
  'it is of use': { objects: [permissive([entry])] },
  'it has ended, which is said otherwise': { objects: [permissive([{ ...entry, until: '2020-01-31' }])] },
});
