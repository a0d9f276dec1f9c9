import { ObjectReference } from '../../src/core/finding';
import { Flow, Verdict } from '../../src/core/flow';
import { explainMarkdown } from '../../src/report/explain/markdown';
import { explainText } from '../../src/report/explain/text';
import { flowsJson } from '../../src/report/flows/json';
import { flowsMarkdown } from '../../src/report/flows/markdown';
import { ReportedFlow, worstFirst } from '../../src/report/flows/report';
import { flowsText } from '../../src/report/flows/text';

const LAYOUT = { width: 80, colour: false };
const web: ObjectReference = { kind: 'Deployment', namespace: 'shop', name: 'web' };
const cart: ObjectReference = { kind: 'Service', namespace: 'shop', name: 'cart' };
const declaredBy: ObjectReference = { kind: 'AuthorizationPolicy', namespace: 'shop', name: 'cart', field: 'spec.rules[0]' };

function flow(overrides: Partial<Flow> = {}): Flow {
  return { client: web, server: cart, port: 80, verdict: Verdict.MUTUAL_TLS, because: [{ statement: 'both have a sidecar' }], decidedPerRequest: false, ...overrides };
}

function flows(...overrides: Partial<Flow>[]): ReportedFlow[] {
  return worstFirst(overrides.map(each => ({ flow: flow(each), declaredBy })));
}

const MIXED = flows(
  { verdict: Verdict.MUTUAL_TLS },
  { verdict: Verdict.PLAINTEXT, port: 8080, because: [{ statement: 'first' }, { statement: 'the server has no sidecar, which is a long story that does not fit on a line' }] },
  { verdict: Verdict.TLS },
  { verdict: Verdict.REFUSED, decidedPerRequest: true, client: { kind: 'Deployment', name: 'x' } },
  { verdict: Verdict.UNKNOWN, because: [] },
);

describe('many flows', () => {
  test('are a table for a person, the worst first, and add up', () => {
    expect(flowsText({ flows: MIXED }, LAYOUT)).toBe(`CLIENT     SERVER     PORT  VERDICT     BECAUSE
shop/web   shop/cart  8080  plaintext   the server has no sidecar, which is a l…
default/x  shop/cart  80    refused*    both have a sidecar
shop/web   shop/cart  80    unknown
shop/web   shop/cart  80    TLS         both have a sidecar
shop/web   shop/cart  80    mutual TLS  both have a sidecar

5 flows: 1 plaintext, 1 refused, 1 unknown, 1 TLS, 1 mutual TLS
* decided per request: a policy lets some through and refuses others
`);
  });

  test('that are none are said to be none', () => {
    expect(flowsText({ flows: [] }, LAYOUT)).toMatch(/^No flows are declared: .* --all-pairs\.\n$/);
    expect(flowsMarkdown({ flows: [] })).toBe('### Calls\n\nNo flows are declared.\n');
  });

  test('come in the same order, whatever their order was', () => {
    const all = flows({ port: 1 }, { port: 2 }, { client: { ...web, kind: 'Job' } }, { server: { ...cart, kind: 'ServiceEntry' } }, { server: { ...cart, name: 'a' } });
    expect(worstFirst([...all].reverse())).toEqual(all);
  });

  test('are a table on a pull request', () => {
    expect(flowsMarkdown({ flows: MIXED })).toContain('| default/x | shop/cart | 80 | refused (decided per request) | both have a sidecar |\n');
  });

  test('say in JSON what declares them, unless nothing does', () => {
    const json = (given: ReportedFlow) => JSON.parse(flowsJson({ flows: [given] })).flows[0];
    expect(json({ flow: flow(), declaredBy })).toEqual({ ...flow(), declaredBy });
    expect(json({ flow: flow() })).toEqual(flow());
  });

  test('that are very many are no trouble', () => {
    const many = Array.from({ length: 200_000 }, () => ({ flow: flow() }));
    expect(flowsText({ flows: many }, LAYOUT)).toMatch(/\n200000 flows: 200000 mutual TLS\n$/);
  });
});

describe('one flow', () => {
  const because = [
    { statement: 'the first reason, in so many words that they go on for longer than there is room on one line', object: { kind: 'PeerAuthentication', namespace: 'shop', name: 'default', field: 'spec.mtls.mode' } },
    { statement: 'the second' },
  ];
  const backends = [
    { server: { kind: 'Deployment', namespace: 'shop', name: 'cart-v1' }, port: 8080, verdict: Verdict.MUTUAL_TLS, because: [{ statement: 'it has a sidecar' }] },
    { server: { kind: 'Deployment', namespace: 'shop', name: 'cart-v2' }, port: 8080, verdict: Verdict.PLAINTEXT, because: [{ statement: 'it has none', object: web }] },
  ];
  const placeOf = ({ kind }: ObjectReference) => kind === 'PeerAuthentication' ? { file: 'policies.yaml', line: 9 } : {};
  const mixed = { flow: flow({ verdict: Verdict.PLAINTEXT, because, backends, decidedPerRequest: true }), placeOf };

  test('is explained to a person, backend by backend where they differ', () => {
    expect(explainText(mixed, LAYOUT)).toBe(`shop/web → shop/cart:80   PLAINTEXT
A policy decides on each request: it lets some through and refuses others.

1. the first reason, in so many words that they go on for longer than there is
   room on one line
   PeerAuthentication shop/default, spec.mtls.mode  policies.yaml:9
2. the second

The workloads behind it differ:

  Deployment shop/cart-v1:8080   MUTUAL TLS
  1. it has a sidecar

  Deployment shop/cart-v2:8080   PLAINTEXT
  1. it has none
     Deployment shop/web
`);
  });

  test('is explained on a pull request', () => {
    expect(explainMarkdown(mixed)).toBe(`### shop/web → shop/cart:80: plaintext

A policy decides on each request: it lets some through and refuses others.

1. the first reason, in so many words that they go on for longer than there is room on one line (PeerAuthentication shop/default, spec.mtls.mode, policies.yaml:9)
2. the second

**Deployment shop/cart-v1:8080: mutual TLS**

1. it has a sidecar

**Deployment shop/cart-v2:8080: plaintext**

1. it has none (Deployment shop/web)
`);
  });
});
