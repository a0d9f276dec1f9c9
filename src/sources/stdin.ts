import { reasonOf } from './files';

/** All bytes of a stream, or why there are none. */
export async function readStream(stream: NodeJS.ReadableStream, most: number): Promise<Buffer | string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of stream) {
      const bytes = Buffer.from(chunk as Buffer | string);
      length += bytes.length;
      if (length > most) {
        return tooLarge(most);
      }
      chunks.push(bytes);
    }
  } catch (error) {
    return `cannot be read: ${reasonOf(error)}`;
  }
  return Buffer.concat(chunks);
}

export function tooLarge(most: number): string {
  return `makes more than ${most} bytes of input, which is all that is read at once. Check fewer or smaller files at a time`;
}
