import { describeObject, ObjectReference, Origin } from '../core/finding';

/** Where an object, or the field of it that a reference names, is written; empty if it is not known. */
export type PlaceOf = (object: ObjectReference) => Origin;

/** `shop/web`, or `east/shop/web` where there are several clusters: an object as the command line takes it. */
export function shortName({ cluster, namespace = 'default', name }: ObjectReference): string {
  return `${cluster === undefined ? '' : `${cluster}/`}${namespace}/${name}`;
}

/** `PeerAuthentication shop/default, spec.mtls.mode`. */
export function objectAndField(object: ObjectReference): string {
  return object.field === undefined ? describeObject(object) : `${describeObject(object)}, ${object.field}`;
}

/** `policies.yaml:12`, or the path of a construct; empty if nothing is known. */
export function placeText({ file, line, constructPath }: Origin): string {
  if (file === undefined) {
    return constructPath ?? '';
  }
  return line === undefined ? file : `${file}:${line}`;
}
