import { describeRule } from './rule-cases';
import { exceptionEnded } from '../../../src/analysis/rules/exception-ended';
import { exceptionsMalformed } from '../../../src/analysis/rules/exceptions-malformed';
import { permissiveWithoutRecord } from '../../../src/analysis/rules/permissive-without-record';
import { peerAuthentication, PlainObject } from '../objects';

const recorded = (exceptions: unknown, spec: PlainObject = { mtls: { mode: 'PERMISSIVE' } }): PlainObject => peerAuthentication('web', spec, {
  annotations: { 'cdk8s-mtls.dev/exceptions': typeof exceptions === 'string' ? exceptions : JSON.stringify(exceptions) },
});
const exception = { mode: 'PERMISSIVE', reason: 'scraped from outside', until: '2027-03-31' };
const onPort: PlainObject = { selector: { matchLabels: { app: 'web' } }, portLevelMtls: { 9090: { mode: 'DISABLE' } } };

describeRule(exceptionEnded, {
  'its last day is over': { objects: [recorded([{ ...exception, until: '2026-06-14' }])], names: ['web'], says: /PERMISSIVE \("scraped from outside"\) ended on 2026-06-14/ },
  'the exception of a port is over': { objects: [recorded([{ ...exception, port: 9090, until: '2025-12-31' }])], names: ['web'], says: /PERMISSIVE on port 9090/ },
  'one of two is over': { objects: [recorded([exception, { ...exception, port: 9090, until: '2025-12-31' }])], names: ['web'], says: /9090/ },
}, {
  'today is its last day': { objects: [recorded([{ ...exception, until: '2026-06-15' }])] },
  'its end is far away': { objects: [recorded([exception])] },
  'there is no exception': { objects: [peerAuthentication('web', {})] },
});

describeRule(exceptionsMalformed, {
  'it is no JSON': { objects: [recorded('until tomorrow')], names: ['web'], says: /not a list in JSON/ },
  'it is no list': { objects: [recorded(exception)], names: ['web'], says: /not a list in JSON/ },
  'the annotation is no text': { objects: [peerAuthentication('web', {}, { annotations: { 'cdk8s-mtls.dev/exceptions': 5 } })], names: ['web'], says: /not a list in JSON/ },
  'an entry is no object': { objects: [recorded(['9090'])], names: ['web'], says: /entry 1 is not an object/ },
  'the port is a text': { objects: [recorded([{ ...exception, port: '9090' }])], names: ['web'], says: /has a port that is not/ },
  'the port is too large': { objects: [recorded([{ ...exception, port: 65536 }])], names: ['web'], says: /has a port that is not/ },
  'the mode is strict': { objects: [recorded([{ ...exception, mode: 'STRICT' }])], names: ['web'], says: /mode other than PERMISSIVE and DISABLE/ },
  'there is no reason': { objects: [recorded([exception, { ...exception, reason: ' ' }])], names: ['web'], says: /entry 2 has no reason/ },
  'there is no end': { objects: [recorded([{ ...exception, until: undefined }])], names: ['web'], says: /has no end date/ },
  'the end is no day': { objects: [recorded([{ ...exception, until: '2027-02-30' }])], names: ['web'], says: /not a day of the calendar/ },
  'the reason is a number': { objects: [recorded([{ ...exception, reason: 5 }])], names: ['web'], says: /has no reason/ },
}, {
  'the list is empty': { objects: [recorded([])] },
  'every entry is whole': { objects: [recorded([exception, { ...exception, port: 9090, mode: 'DISABLE' }])] },
});

describeRule(permissiveWithoutRecord, {
  'a policy is permissive without a record': { objects: [peerAuthentication('web', { mtls: { mode: 'PERMISSIVE' } })], names: ['web'], says: /spec\.mtls\.mode PERMISSIVE/ },
  'a policy disables mutual TLS without a record': { objects: [peerAuthentication('web', { mtls: { mode: 'DISABLE' } })], names: ['web'], says: /DISABLE/ },
  'a port is open without a record': { objects: [peerAuthentication('web', onPort)], names: ['web'], says: /spec\.portLevelMtls\["9090"\]\.mode DISABLE/ },
  'the record is about another port': { objects: [recorded([{ ...exception, mode: 'DISABLE', port: 9091 }], onPort)], names: ['web'], says: /9090/ },
  'the record is about another mode': { objects: [recorded([exception], onPort)], names: ['web'], says: /9090/ },
}, {
  'a policy is strict': { objects: [peerAuthentication('web', { mtls: { mode: 'STRICT' } })] },
  'a policy says nothing': { objects: [peerAuthentication('web', {})] },
  'the exception is recorded': { objects: [recorded([exception])] },
  'the exception of the port is recorded': { objects: [recorded([{ ...exception, mode: 'DISABLE', port: 9090 }], onPort)] },
  'an exception of the whole object covers its ports': { objects: [recorded([{ ...exception, mode: 'DISABLE' }], onPort)] },
  'the record cannot be read, which is an error of its own': { objects: [recorded('soon')] },
});
