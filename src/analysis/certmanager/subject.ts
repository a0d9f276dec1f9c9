import { isIP } from 'net';
import { parseDistinguishedName, RelativeName } from './distinguished-name';
import { FieldProblem, within } from '../field-problem';
import { Fields, fieldsAt, hasField, listAt, textAt, textsAt } from '../fields';
import { objectIdentifierProblem } from '../object-identifier';

const MOST_BYTES_IN_COMMON_NAME = 64;
const KNOWN_ATTRIBUTES = new Set(['C', 'O', 'OU', 'CN', 'SERIALNUMBER', 'L', 'ST', 'STREET', 'DC', 'UID']);
const COMMON_NAME_ATTRIBUTES = new Set(['CN', '2.5.4.3']);
const SUBJECT_LISTS = ['organizations', 'countries', 'organizationalUnits', 'localities', 'provinces', 'streetAddresses', 'postalCodes'];
const IDENTITIES = ['dnsNames', 'uris', 'emailAddresses', 'ipAddresses', 'otherNames'];
/** `local@domain` without comments, quotes or a name in front, as Go's mail package leaves it unchanged. */
const ATOM = '[^\\s()<>\\[\\]:;@\\\\,".\\x00-\\x1f\\x7f]+';
const EMAIL = new RegExp(`^${ATOM}(?:\\.${ATOM})*@(?:${ATOM}(?:\\.${ATOM})*|\\[([0-9a-fA-F.:]+)\\])$`, 'u');
const LONGEST_EMAIL = 4096;

/** Who the certificate is for: its subject and its alternative names. */
export function* subjectProblems(spec: Fields): Generator<FieldProblem> {
  let commonName = textAt(spec, 'commonName') ?? '';
  const literal = textAt(spec, 'literalSubject') ?? '';
  if (literal !== '') {
    yield* literalSubjectProblems(spec, literal);
    const names = parseDistinguishedName(literal);
    if (typeof names !== 'string') {
      commonName = commonNameOf(names) ?? commonName;
    }
  }
  if (commonName === '' && IDENTITIES.every(field => listAt(spec, field).length === 0)) {
    yield {
      field: 'spec',
      problem: 'has neither a common name nor an alternative name, so the certificate would be for nobody',
      fix: 'Set commonName, or at least one of dnsNames, uris, emailAddresses, ipAddresses and otherNames.',
    };
  }
  const bytes = Buffer.byteLength(commonName);
  if (bytes > MOST_BYTES_IN_COMMON_NAME) {
    yield {
      field: 'spec.commonName',
      value: commonName,
      problem: `has ${bytes} bytes, at most ${MOST_BYTES_IN_COMMON_NAME} are allowed`,
      fix: 'Move the long name to dnsNames or uris, which have no such limit, and leave commonName out or shorten it.',
    };
  }
  yield* alternativeNameProblems(spec);
}

function* literalSubjectProblems(spec: Fields, literal: string): Generator<FieldProblem> {
  if (textAt(spec, 'commonName')) {
    yield {
      field: 'spec.commonName',
      value: textAt(spec, 'commonName'),
      problem: 'stands beside literalSubject, which is the whole subject',
      fix: 'Write the common name into literalSubject as CN=…, or remove literalSubject.',
    };
  }
  const subject = fieldsAt(spec, 'subject');
  if (SUBJECT_LISTS.some(field => listAt(subject, field).length > 0) || textAt(subject, 'serialNumber')) {
    yield {
      field: 'spec.subject',
      value: subject,
      problem: 'stands beside literalSubject, which is the whole subject',
      fix: 'Write its attributes into literalSubject, or remove literalSubject.',
    };
  }
  const names = parseDistinguishedName(literal);
  if (typeof names === 'string') {
    yield { field: 'spec.literalSubject', value: literal, problem: names, fix: 'Write it as in RFC 4514, for example "CN=web,OU=shop,O=Example".' };
    return;
  }
  for (const { type } of names.flat()) {
    if (!KNOWN_ATTRIBUTES.has(type) && objectIdentifierProblem(type) !== undefined) {
      yield {
        field: 'spec.literalSubject',
        value: literal,
        problem: `has the unknown attribute "${type}"`,
        fix: `Use one of ${[...KNOWN_ATTRIBUTES].join(', ')} in capital letters, or an object identifier such as 2.5.4.12.`,
      };
    }
  }
}

/** cert-manager reads the names from the last to the first, the attributes of each in order, and the common name that it meets last wins. */
function commonNameOf(names: readonly RelativeName[]): string | undefined {
  return [...names].reverse().flat().filter(({ type }) => COMMON_NAME_ATTRIBUTES.has(type)).pop()?.value;
}

function* alternativeNameProblems(spec: Fields): Generator<FieldProblem> {
  for (const [index, address] of textsAt(spec, 'ipAddresses').entries()) {
    // Go reads no zone (fe80::1%eth0) here; isIP does.
    if (isIP(address) === 0 || address.includes('%')) {
      yield { field: within('spec.ipAddresses', index), value: address, problem: 'is not an IP address', fix: 'Write an IPv4 or IPv6 address alone, for example "10.0.0.1"; a name belongs in dnsNames.' };
    }
  }
  for (const [index, email] of textsAt(spec, 'emailAddresses').entries()) {
    if (!isBareEmail(email)) {
      yield { field: within('spec.emailAddresses', index), value: email, problem: 'is not a bare email address', fix: 'Write the address alone, for example "team@example.com", without a name, "<…>" or "mailto:".' };
    }
  }
  for (const [index, name] of listAt(spec, 'otherNames').entries()) {
    const field = within('spec.otherNames', index);
    const oid = textAt(name, 'oid') ?? '';
    if (objectIdentifierProblem(oid) !== undefined) {
      yield { field: `${field}.oid`, value: oid, problem: objectIdentifierProblem(oid)!, fix: 'Write the object identifier in dotted form, for example "1.3.6.1.4.1.311.20.2.3" for a user principal name.' };
    }
    if (!textAt(name, 'utf8Value')) {
      yield { field: `${field}.utf8Value`, value: hasField(name, 'utf8Value') ? '' : undefined, problem: 'is empty', fix: 'Set it to the name, for example "user@example.com".' };
    }
  }
}

function isBareEmail(text: string): boolean {
  const match = text.length <= LONGEST_EMAIL ? EMAIL.exec(text) : null;
  return match !== null && (match[1] === undefined || isIP(match[1]) !== 0);
}
