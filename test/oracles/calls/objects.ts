/** A plain Kubernetes object. */
export interface PlainObject { readonly [field: string]: any }

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

export function kubernetes(kind: string, name: string, namespace: string | undefined, rest: PlainObject): PlainObject {
  return object('v1', kind, name, namespace, rest);
}

export function networking(kind: string, name: string, namespace: string, rest: PlainObject): PlainObject {
  return object('networking.istio.io/v1', kind, name, namespace, rest);
}

export function security(kind: string, name: string, namespace: string, rest: PlainObject): PlainObject {
  return object('security.istio.io/v1', kind, name, namespace, rest);
}
