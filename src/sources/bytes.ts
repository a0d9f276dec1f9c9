import { isUtf8 } from 'node:buffer';

/** The bytes of a text without the mark of its encoding; or why they are no text that we can read. */
export function asText(bytes: Buffer): Buffer | string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe || bytes[0] === 0xfe && bytes[1] === 0xff) {
    return 'is UTF-16. Save it as UTF-8';
  }
  if (bytes.includes(0) || !isUtf8(bytes)) {
    return 'is not text in UTF-8. If it is meant to be, save it so; otherwise leave it out';
  }
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? bytes.subarray(3) : bytes;
}
