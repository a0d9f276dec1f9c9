/** One attribute of a distinguished name. */
export interface Attribute {
  readonly type: string;
  readonly value: string;
}

const ESCAPED = ' "#+,;<=>\\';

/** The attributes that stand together, joined by "+". Most often it is one. */
export type RelativeName = readonly Attribute[];

/**
 * A distinguished name as text (RFC 4514), as leniently as cert-manager's parser
 * reads it, or what is wrong with it. An empty text is an empty name.
 */
export function parseDistinguishedName(text: string): RelativeName[] | string {
  if (text.trim() === '') {
    return [];
  }
  const names: Attribute[][] = [];
  let together: Attribute[] = [];
  let type = '';
  let start = 0;
  let escaping = false;
  for (let i = 0; i <= text.length; i++) {
    const char = text[i];
    if (i < text.length && escaping) {
      escaping = false;
    } else if (char === '\\') {
      escaping = true;
    } else if (char === '=' && type === '') {
      const decoded = decode(text.slice(start, i));
      if (decoded === undefined) {
        return `has a wrong escape in "${text.slice(start, i)}"`;
      }
      type = decoded;
      start = i + 1;
    } else if (i === text.length || char === ',' || char === '+' || char === ';') {
      if (type === '') {
        return `has a part without "=": "${text.slice(start, i)}"`;
      }
      const raw = text.slice(start, i);
      const value = raw.startsWith('#') ? decodeHex(raw.slice(1)) : decode(raw);
      if (value === undefined) {
        return raw.startsWith('#') ? `has a value that is not the hexadecimal form of BER: "${raw}"` : `has a wrong escape in "${raw}"`;
      }
      together.push({ type, value });
      if (char !== '+') {
        names.push(together);
        together = [];
      }
      type = '';
      start = i + 1;
    }
  }
  return names;
}

/** The text without its escapes and surrounding spaces, or `undefined` if an escape is wrong. */
function decode(raw: string): string | undefined {
  let text = raw.replace(/^ +| +$/g, '');
  if (text.endsWith('\\') && raw.endsWith(' ')) {
    text += ' ';
  }
  let decoded = '';
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      decoded += text[i];
    } else if (i + 1 < text.length && ESCAPED.includes(text[i + 1])) {
      decoded += text[++i];
    } else if (/^[0-9a-fA-F]{2}$/.test(text.slice(i + 1, i + 3))) {
      decoded += String.fromCharCode(parseInt(text.slice(i + 1, i + 3), 16));
      i += 2;
    } else {
      return undefined;
    }
  }
  return decoded;
}

/** The contents of a short BER value in hexadecimal. */
function decodeHex(hex: string): string | undefined {
  if (!/^(?:[0-9a-fA-F]{2}){2,}$/.test(hex)) {
    return undefined;
  }
  const bytes = Buffer.from(hex, 'hex');
  const length = bytes[1];
  return length < 128 && bytes.length >= 2 + length ? bytes.subarray(2, 2 + length).toString() : undefined;
}
