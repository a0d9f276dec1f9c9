import { textMapAt } from '../fields';
import { SourcedManifest } from '../manifest';

/** Tools that copy Secrets and ConfigMaps between namespaces say so in annotations of these domains. */
const COPIED = /(?:^|\.)(?:emberstack\.com|appscode\.com|mittwald\.de)\//;

/** Whether an object, or the Secret of a Certificate, is copied to other namespaces. */
export function isCopied({ manifest }: SourcedManifest): boolean {
  return [...textMapAt(manifest, 'spec', 'secretTemplate', 'annotations').keys(), ...textMapAt(manifest, 'metadata', 'annotations').keys()].some(key => COPIED.test(key));
}
