/** A plain Kubernetes object. */
export interface PlainObject { readonly [field: string]: any }

const core = 'v1';

export function object(apiVersion: string, kind: string, name: string, namespace: string | undefined, rest: PlainObject): PlainObject {
  const { labels, annotations, created, ...fields } = rest;
  return {
    apiVersion,
    kind,
    metadata: {
      name,
      ...namespace === undefined ? {} : { namespace },
      ...labels ? { labels } : {},
      ...annotations ? { annotations } : {},
      ...created === undefined ? {} : { creationTimestamp: created },
    },
    ...fields,
  };
}

export const kubernetes = (kind: string, name: string, namespace: string | undefined, rest: PlainObject): PlainObject => object(core, kind, name, namespace, rest);
export const networking = (kind: string, name: string, namespace: string, rest: PlainObject): PlainObject => object('networking.istio.io/v1', kind, name, namespace, rest);
export const security = (kind: string, name: string, namespace: string, rest: PlainObject): PlainObject => object('security.istio.io/v1', kind, name, namespace, rest);
