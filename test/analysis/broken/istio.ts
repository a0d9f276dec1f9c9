import { BrokenObject } from '../case';
import { destinationRule, peerAuthentication, PlainObject } from '../objects';

const onPorts = (portLevelMtls: PlainObject): PlainObject => ({ selector: { matchLabels: { app: 'web' } }, portLevelMtls });
const selecting = (matchLabels: PlainObject): PlainObject => ({ selector: { matchLabels } });

const REFUSED: [name: string, spec: PlainObject][] = [
  ['ports need a selector', { portLevelMtls: { 8080: { mode: 'STRICT' } } }],
  ['ports need a selector with labels', { selector: {}, portLevelMtls: { 8080: { mode: 'STRICT' } } }],
  ['ports need a selector with at least one label', { selector: { matchLabels: {} }, portLevelMtls: { 8080: { mode: 'STRICT' } } }],
  ['ports are some', onPorts({})],
  ['a port is at least 1', onPorts({ 0: { mode: 'STRICT' } })],
  ['a port is at most 65535', onPorts({ 65536: { mode: 'STRICT' } })],
  ['a port is a number', onPorts({ http: { mode: 'STRICT' } })],
  ['a mode is known', { mtls: { mode: 'MUTUAL' } }],
  ['a mode is written in capital letters', { mtls: { mode: 'strict' } }],
  ['the mode of a port is known', onPorts({ 8080: { mode: 'OFF' } })],
  ['a label of a selector has no wildcard', selecting({ app: 'web*' })],
  ['a key of a selector has no wildcard', selecting({ 'app*': 'web' })],
  ['a key of a selector is not empty', selecting({ '': 'web' })],
  ['a label of a selector has at most 63 characters', selecting({ app: 'a'.repeat(64) })],
];

/** Istio's objects that the API server or istiod refuses, or that mean something else than they seem to. */
export const brokenIstioObjects: readonly BrokenObject[] = [
  ...REFUSED.map(([name, spec]) => ({ name, object: peerAuthentication('web', spec), code: 'MTLS0501', alone: true })),
  { name: 'TLS settings have a mode', object: destinationRule('web', { host: 'web', trafficPolicy: { tls: {} } }), code: 'MTLS0601' },
  {
    name: 'a selector in the root namespace means nothing',
    object: peerAuthentication('web', { selector: { matchLabels: { app: 'web' } }, mtls: { mode: 'STRICT' } }, { namespace: 'istio-system' }),
    code: 'MTLS0504',
  },
  {
    name: 'an exception ends',
    object: peerAuthentication('web', { mtls: { mode: 'PERMISSIVE' } }, {
      annotations: { 'cdk8s-mtls.dev/exceptions': '[{"mode":"PERMISSIVE","reason":"migration","until":"2026-01-31"}]' },
    }),
    code: 'MTLS0103',
  },
  {
    name: 'a record of exceptions can be read',
    object: peerAuthentication('web', { mtls: { mode: 'PERMISSIVE' } }, { annotations: { 'cdk8s-mtls.dev/exceptions': 'until January' } }),
    code: 'MTLS0102',
  },
];
