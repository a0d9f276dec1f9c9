import { App, Chart, Testing } from 'cdk8s';
import { parseAllDocuments } from 'yaml';
import { IssuerChain, IssuerChainProps } from '../../src/pki';

/** A Kubernetes object. */
export type Manifest = Record<string, any>;

/** A chain `ca` of `prod.example.com`. */
export function chainOf(props: Partial<IssuerChainProps> = {}, id = 'ca'): IssuerChain {
  return new IssuerChain(new Chart(Testing.app(), 'p'), id, { trustDomain: 'prod.example.com', ...props });
}

/** What is written for the app of a chain, after all checks. */
export function objectsOf(chain: IssuerChain): Manifest[] {
  return parseAllDocuments((chain.node.root as App).synthYaml()).map(document => document.toJS());
}

/** The only object of a kind and name. */
export function objectIn(objects: Manifest[], kind: string, name: string): Manifest {
  const [object, ...others] = objects.filter(({ kind: k, metadata }) => k === kind && metadata.name === name);
  expect({ kind, name, others }).toEqual({ kind, name, others: [] });
  if (!object) {
    throw new Error(`no ${kind} "${name}" among ${objects.map(o => `${o.kind} ${o.metadata.name}`).join(', ')}`);
  }
  return object;
}

/** `<namespace>/<name>` of the objects of a kind. */
export function namesOf(objects: Manifest[], kind: string): string[] {
  return objects.filter(object => object.kind === kind).map(({ metadata: { namespace, name } }) => namespace === undefined ? name : `${namespace}/${name}`);
}

/** A CA certificate that "CN=root" signed: an intermediate. Its key was thrown away. */
export const INTERMEDIATE_PEM = `-----BEGIN CERTIFICATE-----
MIIBfTCCASOgAwIBAgIULW27GhULjlLxt0QQgoutqXdvbGgwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEcm9vdDAgFw0yNjExMjMyMjU5NDFaGA8yMTI2MTAzMDIyNTk0
MVowFzEVMBMGA1UEAwwMaW50ZXJtZWRpYXRlMFkwEwYHKoZIzj0CAQYIKoZIzj0D
AQcDQgAEQm35VilIKZLwERSnuZQebqz9skpdrGvc8M9r0OAQV5YuvqnpLodZB314
7FQ/eiGADN9KWWExJ19y1w5hl/CAEqNTMFEwDwYDVR0TAQH/BAUwAwEB/zAdBgNV
HQ4EFgQUX2f0YRirWiS8ecQ9vVK2tVrn3cswHwYDVR0jBBgwFoAU7WmXS9gK1Jsu
0Ke+nvXsIBt0mIcwCgYIKoZIzj0EAwIDSAAwRQIgASIeffPgPHNHVTPiwd9yN/ws
wmy3D+1Yt0gsENBmgssCIQC6Xe9QteU+tv68rDvE0kdXqC+z6vZ42Zf7TZZ1XS8V
YA==
-----END CERTIFICATE-----
`;

/** A self-signed certificate of no CA. Its key was thrown away. */
export const LEAF_PEM = `-----BEGIN CERTIFICATE-----
MIIBcDCCARagAwIBAgIUFcjS23MYTDbMEHb8j1T2xrvTmjAwCgYIKoZIzj0EAwIw
DjEMMAoGA1UEAwwDd2ViMCAXDTI2MTEyMzIyNTk0MVoYDzIxMjYxMDMwMjI1OTQx
WjAOMQwwCgYDVQQDDAN3ZWIwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNCAAQ0IT9V
IumM+60aCkEYkVmRTZ5/B4XS2aMviaoiY1bDXNp4fzOF8FiPF2JjuKKvP8ByloK8
ZH8dzH2qi/rulyuZo1AwTjAdBgNVHQ4EFgQU7WmXS9gK1Jsu0Ke+nvXsIBt0mIcw
HwYDVR0jBBgwFoAU7WmXS9gK1Jsu0Ke+nvXsIBt0mIcwDAYDVR0TAQH/BAIwADAK
BggqhkjOPQQDAgNIADBFAiEAq8Shro1szLFDaIe3NCtQ4VJ+FRztQ2O7hNViZVqm
9h4CIAE+kX++BAGGxVHj1jNhX22uv3WSgtuccWZGfgFn55Dl
-----END CERTIFICATE-----
`;
