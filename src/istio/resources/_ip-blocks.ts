import { isIP } from 'net';

/** What is wrong with an IP address or a CIDR block, or `undefined`. */
export function ipBlockProblem(text: string): string | undefined {
  const [address, ...masks] = text.split('/');
  const version = isIP(address);
  if (version === 0) {
    return `"${address}" is not an IP address`;
  }
  if (masks.length === 0) {
    return undefined;
  }
  if (address.includes('%')) {
    return 'a CIDR block has no zone';
  }
  const most = version === 4 ? 32 : 128;
  const valid = masks.length === 1 && /^(0|[1-9]\d{0,2})$/.test(masks[0]) && Number(masks[0]) <= most;
  return valid ? undefined : `its mask "${masks.join('/')}" is not a number from 0 to ${most}`;
}
