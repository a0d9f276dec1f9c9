import { CertificateNode, isRenewed } from './issuance';
import { textAt } from '../fields';

/** Whether cert-manager renews a certificate by itself, and with a new key: to those who trust it, it is then another one. */
export function replacesItself({ spec }: CertificateNode): boolean {
  return isRenewed(spec) && textAt(spec, 'privateKey', 'rotationPolicy') !== 'Never';
}
