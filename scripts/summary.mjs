// node scripts/summary.mjs <folder of an example>: what its manifests (dist) and Helm values (values) mean, in few lines.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';

const folder = process.argv[2];
const manifestFiles = filesIn('dist');
const objects = manifestFiles.flatMap(file => parseAllDocuments(readFileSync(join(folder, file), 'utf8')).map(document => document.toJS()));
const valuesFiles = filesIn('values').map(file => ({ file, text: readFileSync(join(folder, file), 'utf8') }));
const values = Object.fromEntries(valuesFiles.map(({ file, text }) => [file.replace(/^values\/\d+-(.*)\.yaml$/, '$1'), parse(text)]));

section(`Written to ${folder}`, [
  ...manifestFiles.map(file => [file, `${parseAllDocuments(readFileSync(join(folder, file), 'utf8')).length} objects`]),
  ...valuesFiles.map(({ file }) => [file, 'what this installation must be told; its first line is the helm command']),
]);
section('Who may call', [...ofKind('Namespace').map(describeNamespace), ...ofKind('AuthorizationPolicy').flatMap(describePolicy)]);
section('Issuer chain', describeChain());
section('Trust', ofKind('Bundle').map(describeBundle));
section('CA keys', describeProtection());
section('To install, in this order', [
  ['1', 'helm: cert-manager, trust-manager, and Istio\'s chart "base"'],
  ['2', `kubectl apply --server-side -f ${join(folder, 'dist')}`],
  ['3', 'helm: cert-manager-istio-csr, then istiod'],
]);

function filesIn(subfolder) {
  const path = join(folder, subfolder);
  return existsSync(path) ? readdirSync(path).filter(name => name.endsWith('.yaml')).sort().map(name => `${subfolder}/${name}`) : [];
}

function section(title, rows) {
  const width = Math.max(...rows.map(([left]) => left.length));
  console.log(`${title}\n${rows.map(([left, right]) => `  ${left.padEnd(width)}   ${right}\n`).join('')}`);
}

function ofKind(kind) {
  return objects.filter(object => object.kind === kind);
}

function describeNamespace({ metadata: { name, labels = {} } }) {
  const mode = policy => policy?.spec?.mtls?.mode;
  const own = kind => ofKind(kind).filter(({ metadata, spec }) => metadata.namespace === name && !spec?.selector);
  const strict = mode(own('PeerAuthentication')[0]) === 'STRICT';
  const denied = own('AuthorizationPolicy').some(({ spec }) => Object.keys(spec ?? {}).length === 0);
  const enrolled = labels['istio-injection'] === 'enabled' || labels['istio.io/rev'] !== undefined;
  return [`namespace ${name}`, [
    enrolled ? 'sidecars injected' : 'no sidecars',
    strict ? 'strict mutual TLS' : 'plaintext accepted',
    denied ? 'every call refused but those below' : 'every caller let in',
  ].join('; ')];
}

function describePolicy({ metadata, spec }) {
  const server = Object.values(spec?.selector?.matchLabels ?? {})[0] ?? `${metadata.namespace}/*`;
  return (spec?.rules ?? []).flatMap(({ from = [], to = [{}] }) => from.flatMap(({ source }) => to.map(({ operation }) => {
    const ports = operation?.ports?.join(', ') ?? 'any port';
    const callers = source.principals ?? ['anyone without an identity'];
    return [`${callers.map(caller => caller.split('/').pop()).join(', ')} → ${server}:${ports}`, `allowed, by identity ${callers.map(caller => `spiffe://${caller}`).join(', ')}`];
  })));
}

function describeChain() {
  const authorities = ofKind('Certificate').filter(({ spec }) => spec.isCA);
  const issuers = [...ofKind('Issuer'), ...ofKind('ClusterIssuer')];
  const parentOf = ({ spec }) => {
    const issuer = issuers.find(({ kind, metadata }) => kind === spec.issuerRef.kind && metadata.name === spec.issuerRef.name);
    return authorities.find(authority => authority.spec.secretName === issuer?.spec.ca?.secretName);
  };
  const rows = [];
  const descend = (parent, depth) => {
    for (const authority of authorities.filter(candidate => parentOf(candidate) === parent)) {
      const { duration, renewBefore, renewal } = authority.spec;
      const renewed = renewal?.policy === 'Disabled' ? 'never renewed by itself' : `renewed ${inWords(renewBefore)} before its end, with a new key`;
      rows.push([`${indent(depth)}${authority.metadata.name}`, `${parent ? 'intermediate' : 'root'}: ${inWords(duration)}, ${renewed}`]);
      descend(authority, depth + 1);
    }
  };
  descend(undefined, 0);
  const { SECRET_TTL: lifetime, SECRET_GRACE_PERIOD_RATIO: left } = values.istiod.meshConfig.defaultConfig.proxyMetadata;
  rows.push([`${indent(2)}workloads`, `${inWords(lifetime)}, renewed when ${Number(left) * 100} % of that is left, with a new key`]);
  return rows;
}

function describeBundle({ metadata, spec }) {
  const roots = spec.sources.map(source => source.secret?.name ?? 'one given in line').join(', ');
  const namespaces = spec.target.namespaceSelector.matchExpressions.flatMap(({ values: names }) => names).join(', ');
  return [metadata.name, `the root ${roots} alone, as a ConfigMap in the namespaces ${namespaces}`];
}

function describeProtection() {
  const keys = ofKind('Certificate').filter(({ spec }) => spec.isCA).map(({ metadata, spec }) => [metadata.namespace, spec.secretName]);
  const guards = ofKind('ValidatingAdmissionPolicy').map(({ metadata }) => metadata.name);
  return [
    [keys.map(([, name]) => name).join(', '), `Secrets in ${[...new Set(keys.map(([namespace]) => namespace))].join(', ')}, made by cert-manager there; no key is in a manifest`],
    [`${guards.length} admission policies`, 'the API server refuses pods that use these Secrets, and whoever else writes them or asks their issuers'],
  ];
}

function indent(depth) {
  return depth === 0 ? '' : `${'  '.repeat(depth - 1)}└ `;
}

/** A duration as Go writes it, in the largest unit that fits. */
function inWords(duration) {
  const [, hours, minutes] = /^(\d+)h(?:(\d+)m)?/.exec(duration).map(Number);
  if (minutes) {
    return `${hours * 60 + minutes} minutes`;
  }
  const days = hours / 24;
  return days % 365 === 0 ? `${days / 365} years` : days > 2 && days % 1 === 0 ? `${days} days` : `${hours} hours`;
}
