import * as fc from 'fast-check';

/** Pieces of YAML, in whatever order, are rarely what anybody means, and often what nobody thought of. */
export const WORD = fc.constantFrom<string>(
  'a', 'b: ', 'c', ': ', '- ', '? ', '\n', '\n  ', '\n- ', '\n    ', '[', ']', '{', '}', ', ', '"', '\'', '#', ' # c', '|\n', '>-\n', '&a ', '*a', '!!str ', '!t ', '<<: ',
  '\n---\n', '\n...\n', '%YAML 1.2\n', '\t', '\r\n', '\r', '\\', '1', '0x1F', 'yes', '~', 'null', '{{ .V }}', '\ufeff', '\u2028', 'items:\n', 'kind: List\n', 'kind: X\n', 'apiVersion: v1\n', 'metadata:\n  name: a\n',
);
