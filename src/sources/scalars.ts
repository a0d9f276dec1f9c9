/**
 * What an unquoted text means, as sigs.k8s.io/yaml answers, which kubectl and
 * the API server use. It is YAML 1.1 where that still matters: `yes` and `on`
 * are booleans, `017` is fifteen. It is not where that would surprise:
 * `2027-01-01` and `12:30` are texts. (`.inf` and `.nan`, which JSON lacks and
 * Kubernetes refuses, are texts here.)
 */
export function plainValue(text: string): unknown {
  switch (text.charCodeAt(0)) {
    case 43: case 45: case 46: // + - .
    case 48: case 49: case 50: case 51: case 52: case 53: case 54: case 55: case 56: case 57:
      return plainNumber(text) ?? text;
    case 70: case 78: case 79: case 84: case 89: // F N O T Y
    case 102: case 110: case 111: case 116: case 121: case 126: // f n o t y ~
      return text.length <= 5 && WORDS.has(text) ? WORDS.get(text) : text;
    default:
      return text === '' ? null : text;
  }
}

const spellings = (word: string) => [word, word[0].toUpperCase() + word.slice(1), word.toUpperCase()];
const words = (value: unknown, ...list: string[]) => list.flatMap(spellings).map(word => [word, value] as const);
const WORDS = new Map([
  ...words(true, 'true', 'yes', 'on', 'y'),
  ...words(false, 'false', 'no', 'off', 'n'),
  ...words(null, 'null', '~'),
]);

const DECIMAL = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const OTHER_BASE = /^([-+]?)0(?:([0-7]+)|([xX][0-9a-fA-F]+|[bB][01]+|[oO][0-7]+))$/;
const WIDEST_INTEGER = 2 ** 64;

function plainNumber(text: string): number | undefined {
  const digits = text.includes('_') ? text.replaceAll('_', '') : text;
  const other = OTHER_BASE.exec(digits);
  if (other) {
    const [, sign, octal, prefixed] = other;
    const value = Number(octal !== undefined ? `0o${octal}` : `0${prefixed}`);
    if (value < WIDEST_INTEGER) {
      return sign === '-' ? 0 - value : value;
    }
  }
  const value = DECIMAL.test(digits) ? Number(digits) : NaN;
  // There is no negative zero in Kubernetes.
  return Number.isFinite(value) ? value + 0 : undefined;
}

/**
 * A key as the name of a field. Numbers are written as Kubernetes writes them:
 * `8080`. Everything else stays as it was written: Kubernetes would call `on`
 * and `y` "true", which no field of any kind is called. It refuses `null`.
 */
export function keyName(value: unknown, text: string): string | undefined {
  if (value === null) {
    return undefined;
  }
  return typeof value !== 'number' || Number.isInteger(value) && !Number.isSafeInteger(value) ? text : String(value);
}

/** The value of a scalar with a tag, or `undefined` if it is none of that kind. Kubernetes takes an unknown tag's text as it is. */
export function taggedValue(tag: string, text: string): unknown {
  const name = /^(?:!!|!<tag:yaml\.org,2002:)(\w+)>?$/.exec(tag)?.[1];
  const value = plainValue(text);
  switch (name) {
    case 'null':
      return value === null ? null : undefined;
    case 'bool':
      return typeof value === 'boolean' ? value : undefined;
    case 'int':
      return Number.isInteger(value) ? value : undefined;
    case 'float':
      return typeof value === 'number' ? value : undefined;
    case 'binary':
      return Buffer.from(text, 'base64').toString('utf8');
    default:
      return text;
  }
}
