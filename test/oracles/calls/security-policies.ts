import * as fc from 'fast-check';
import { compact, created, namespaceOrRoot, often, oneOf, oneOrTwo, ROOT_NAMESPACE, seldom } from './draw';
import { PlainObject, security } from './objects';

const name = oneOf('a', 'b', 'c');
const mode = oneOf('STRICT', 'PERMISSIVE', 'DISABLE', 'UNSET');

export const peerAuthentication = fc.record({
  namespace: namespaceOrRoot,
  name,
  selector: often(oneOf<PlainObject>({ app: 'web' }, { app: 'cart' }, { tier: 'front' })),
  mode: fc.option(mode, { nil: undefined, freq: 8 }),
  ports: often(fc.dictionary(oneOf('8080', '9090', '80'), mode.map(value => ({ mode: value })), { minKeys: 1, maxKeys: 2 })),
  created,
}).map(drawn => security('PeerAuthentication', drawn.name, drawn.namespace, {
  created: drawn.created,
  spec: compact({
    selector: drawn.selector && { matchLabels: drawn.selector },
    mtls: drawn.mode && { mode: drawn.mode },
    portLevelMtls: drawn.selector && drawn.namespace !== ROOT_NAMESPACE ? drawn.ports : undefined,
  }),
}));

const source = oneOf<PlainObject>(
  { principals: ['cluster.local/ns/shop/sa/web'] }, { principals: ['*/ns/pay/sa/*'] }, { principals: ['*'] }, { principals: ['*/sa/web'] },
  { principals: ['old.example.com/ns/shop/sa/web'] }, { principals: ['td1/ns/*'] }, { notPrincipals: ['cluster.local/ns/shop/sa/web'] },
  { namespaces: ['shop'] }, { namespaces: ['s*', 'edge'] }, { notNamespaces: ['pay'] }, { serviceAccounts: ['shop/web'] }, { serviceAccounts: ['cart'] },
  { ipBlocks: ['10.0.0.0/8'] }, { requestPrincipals: ['*'] },
);
const operation = oneOf<PlainObject>(
  { ports: ['8080'] }, { ports: ['9090'] }, { notPorts: ['8080'] }, { methods: ['GET'] }, { paths: ['/admin'] }, { ports: ['8080'], methods: ['GET'] },
);
const condition = oneOf<PlainObject>(
  { key: 'source.namespace', values: ['shop'] }, { key: 'source.principal', notValues: ['cluster.local/ns/pay/sa/cart'] },
  { key: 'destination.port', values: ['8080'] }, { key: 'request.headers[x]', values: ['y'] }, { key: 'source.ip', values: ['10.0.0.0/8'] },
);
const rule = fc.record({
  from: often(oneOrTwo(source.map(value => ({ source: value })), JSON.stringify)),
  to: seldom(oneOrTwo(operation.map(value => ({ operation: value })), JSON.stringify), 3),
  when: seldom(oneOrTwo(condition, JSON.stringify), 4),
}).map(compact);

export const authorizationPolicy = fc.record({
  namespace: namespaceOrRoot,
  name,
  action: oneOf('ALLOW', 'ALLOW', 'DENY'),
  selector: often(oneOf<PlainObject>({ app: 'web' }, { app: 'cart' }, { tier: 'back' })),
  rules: fc.array(rule, { maxLength: 2 }),
  dryRun: seldom(fc.constant('true'), 16),
}).map(({ action, selector, rules, dryRun, ...drawn }) => security('AuthorizationPolicy', drawn.name, drawn.namespace, {
  annotations: dryRun === undefined ? undefined : { 'istio.io/dry-run': dryRun },
  // A DENY policy without rules is refused by Istio.
  spec: compact({ action, selector: selector && { matchLabels: selector }, rules: rules.length === 0 && action === 'DENY' ? [{}] : rules }),
}));
