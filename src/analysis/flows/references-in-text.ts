/** A name in a text, and the port at which the text calls it. */
export interface NameInText {
  readonly name: string;
  readonly port: number;
}

/** The ports that are meant where a URL of a scheme names none. */
const USUAL_PORTS: Readonly<Record<string, number>> = {
  http: 80,
  https: 443,
  ws: 80,
  wss: 443,
  amqp: 5672,
  amqps: 5671,
  mongodb: 27017,
  mysql: 3306,
  nats: 4222,
  postgres: 5432,
  postgresql: 5432,
  redis: 6379,
};
const WORD = /[A-Za-z0-9._-]+/g;
const PORT = /^\d{1,5}$/;

/**
 * The names in a text that stand where a host and its port do: `cart:7070`, `http://cart/items`,
 * `redis://user:password@cache`. Goes through the text once, word by word, whatever is in it.
 */
export function* namesIn(text: string): Generator<NameInText> {
  if (!text.includes(':')) {
    return;
  }
  const words = [...text.matchAll(WORD)].map(({ 0: word, index }) => ({ word, start: index, end: index + word.length }));
  let scheme = '';
  for (const [position, { word, start, end }] of words.entries()) {
    if (text.startsWith('://', end)) {
      scheme = word.toLowerCase();
      continue;
    }
    const next = text[end] === ':' && words[position + 1]?.start === end + 1 ? words[position + 1] : undefined;
    if (text[next?.end ?? end] === '@') {
      // The name of a user, with the password behind it or without.
      continue;
    }
    const beginsUrl = text.startsWith('://', start - 3) || text.startsWith(':///', start - 4) || text[start - 1] === '@';
    const written = next && PORT.test(next.word) ? Number(next.word) : undefined;
    const port = written ?? (beginsUrl && !next && Object.hasOwn(USUAL_PORTS, scheme) ? USUAL_PORTS[scheme] : undefined);
    if (port !== undefined && (beginsUrl || text[start - 1] !== '/')) {
      yield { name: word.toLowerCase(), port };
    }
    if (beginsUrl) {
      scheme = '';
    }
  }
}
