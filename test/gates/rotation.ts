import { authority, bundle, issuer, leaf, root } from './chain';

/** A chain whose root "2026" is replaced by "2027", with an intermediate CA and what it signs. */
export function rotation(phase: 'publish' | 'activate' | 'drain' | 'retire'): string {
  const record = {
    chain: 'ca',
    phase,
    signs: phase === 'publish' ? '2026' : '2027',
    trusts: phase === 'retire' ? ['2027'] : ['2026', '2027'],
    from: '2026',
    to: '2027',
  };
  return [
    root('2026'), root('2027'), authority('ca-east', record.signs), issuer('ca-east'), leaf('web'), leaf('cart'), bundle(record.trusts, { 'root-rotation': record }),
  ].join('---');
}

const STEADY = { chain: 'ca', phase: 'steady', signs: '2026', trusts: ['2026'] };

/** A chain whose intermediate "east" goes from generation 1 to 2; "compromise" is at once. */
export function intermediateRotation(phase: 'prepare' | 'activate' | 'drain' | 'retire' | 'compromise'): string {
  const compromised = phase === 'compromise';
  const record = {
    chain: 'ca',
    name: 'east',
    phase: compromised ? 'retire' : phase,
    signs: phase === 'prepare' ? '1' : '2',
    from: '1',
    to: '2',
    ...compromised ? { compromise: { reason: 'INC-4711' } } : {},
  };
  return [
    root('2026'),
    ...record.phase === 'retire' ? [] : [authority('ca-east', '2026', phase === 'drain' ? { renewal: 'renewal: { policy: Disabled }' } : {})],
    authority('ca-east-2', '2026', { annotations: { 'cdk8s-mtls.dev/intermediate-rotation': JSON.stringify(record) } }),
    issuer('ca-east', record.signs === '1' ? 'ca-east' : 'ca-east-2'), leaf('web'), leaf('cart'), bundle(['2026'], { 'root-rotation': STEADY }),
  ].join('---');
}

export const DOMAINS = { from: 'old.example.com', to: 'new.example.com' };

/** A chain whose trust domain is changed, with an intermediate CA that is confined to trust domains, and an identity that it signs. */
export function trustDomainChange(phase: 'announce' | 'switch-over' | 'settle'): string {
  const { from, to } = DOMAINS;
  return [
    root('2026'),
    authority('ca-east', '2026', { uriDomains: phase === 'settle' ? [to] : [from, to] }),
    issuer('ca-east'),
    leaf('web', `spiffe://${phase === 'announce' ? from : to}/ns/shop/sa/web`),
    bundle(['2026'], { 'root-rotation': STEADY, 'trust-domain-change': { chain: 'ca', phase, ...DOMAINS } }),
  ].join('---');
}
