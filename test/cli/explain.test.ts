import { cli } from './program';
import { peerAuthentication, SHOP } from './shop';

describe('explain', () => {
  const files = { 'shop.yaml': SHOP, 'policies.yaml': peerAuthentication('STRICT') };
  const explain = (from: string, to: string, ...more: string[]) => cli(['explain', '--from', from, '--to', to, ...more, 'shop.yaml', 'policies.yaml'], { files });

  test('says what becomes of a call, and by which objects, fields and lines', async () => {
    const { exitCode, out, err } = await explain('shop/web', 'shop/cart:7070');
    expect([exitCode, err]).toEqual([0, '']);
    const [first, second] = out.split('\n');
    expect([first, second]).toEqual(['shop/web → shop/cart:7070   MUTUAL TLS', '']);
    expect(out).toMatch(/^1\. \S/m);
    expect(out).toMatch(/^ {3}PeerAuthentication shop\/default, spec\.mtls\.mode {2}policies\.yaml:9$/m);
  });

  test('says what is refused, and still ends with 0: it answered', async () => {
    const { exitCode, out } = await explain('jobs/batch', 'shop/cart:7070');
    expect(exitCode).toBe(0);
    expect(out).toMatch(/^jobs\/batch → shop\/cart:7070 {3}(REFUSED|UNKNOWN)\n/);
  });

  test('takes the host name of a Service', async () => {
    expect((await explain('shop/web', 'cart.shop.svc.cluster.local:7070')).out).toMatch(/^shop\/web → shop\/cart:7070 {3}MUTUAL TLS\n/);
  });

  test.each([
    ['shop/wep', 'shop/cart:7070', '--from: there is no workload "shop/wep"; in the namespace "shop" there is cart, web.'],
    ['web', 'shop/cart:7070', '--from: "web" is not NAMESPACE/WORKLOAD, for example shop/web.'],
    ['shop/web', 'shop/cart', '--to: "shop/cart" is not NAMESPACE/SERVICE-OR-WORKLOAD:PORT, for example shop/cart:80.'],
    ['shop/web', 'shop/cart:80', '--to: Service shop/cart has no port 80, but 7070.'],
    ['shop/web', 'shop/card:80', '--to: there is no Service, ServiceEntry or workload "shop/card"; in the namespace "shop" there is cart, web.'],
    ['shop/web', 'api.example.com:443', '--to: there is no Service or ServiceEntry with the host name "api.example.com".'],
  ])('from %s to %s it says in one line what to write instead', async (from, to, message) => {
    expect(await explain(from, to)).toEqual({ exitCode: 2, out: '', err: `cdk8s-mtls: ${message}\n` });
  });

  test('answers from what can be read, and ends with 2 where not all can be', async () => {
    const { exitCode, out, err } = await cli(['explain', '--from', 'shop/web', '--to', 'shop/cart:7070', 'shop.yaml', 'nothing'], { files });
    expect(exitCode).toBe(2);
    expect(out).toContain('shop/web → shop/cart:7070');
    expect(err).toBe('nothing: cannot be read: there is nothing of that name\n');
  });

  test('answers as a comment on a pull request', async () => {
    const { out } = await explain('shop/web', 'shop/cart:7070', '--format', 'markdown');
    expect(out).toMatch(/^### shop\/web → shop\/cart:7070: mutual TLS\n\n1\. /);
    expect(out).toContain('(PeerAuthentication shop/default, spec.mtls.mode, policies.yaml:9)');
  });
});
