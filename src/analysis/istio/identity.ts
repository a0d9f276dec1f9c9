import { IstioSettings } from './settings';

/** The identity that the mesh gives to pods, as a SPIFFE ID. */
export function identityOf(namespace: string, serviceAccount: string | undefined, { trustDomain }: Required<IstioSettings>): string {
  return `spiffe://${trustDomain}/ns/${namespace}/sa/${serviceAccount}`;
}
