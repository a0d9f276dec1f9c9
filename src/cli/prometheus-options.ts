import { closeSync, openSync, readSync } from 'node:fs';
import { Command as Parser, Option } from 'commander';
import { Io } from './io';
import { Options } from './options';
import { Usage } from './usage';
import type * as Telemetry from '../telemetry';

const ENVIRONMENT = { token: 'CDK8S_MTLS_PROMETHEUS_TOKEN', username: 'CDK8S_MTLS_PROMETHEUS_USERNAME', password: 'CDK8S_MTLS_PROMETHEUS_PASSWORD' } as const;
/** More than any token or certificate needs. */
const MOST_BYTES = 1024 * 1024;
/** What a header of HTTP may hold of a secret. */
const SENDABLE = /^[\x21-\x7e]+$/;

/** How Prometheus is found, and what it is shown. Secrets never stand on the command line, which others can read. */
export function withPrometheusOptions(parser: Parser): Parser {
  const options = [
    new Option('--prometheus <url>', 'the address of Prometheus, or of what answers as it does').makeOptionMandatory(),
    new Option('--token-file <file>', `a bearer token (default: ${ENVIRONMENT.token})`),
    new Option('--username <name>', `for basic authentication (default: ${ENVIRONMENT.username})`),
    new Option('--password-file <file>', `for basic authentication (default: ${ENVIRONMENT.password})`),
    new Option('--client-cert <file>', 'a client certificate in PEM form'),
    new Option('--client-key <file>', 'its key'),
    new Option('--ca <file>', 'the CAs that the server is verified with (default: those that Node knows)'),
    new Option('--timeout <duration>', 'how long each question may take').default('30s'),
  ];
  options.forEach(option => parser.addOption(option));
  return parser;
}

/** The Prometheus that the options describe. */
export function prometheusOf(options: Options, { env }: Io, timeout: number): Telemetry.Prometheus {
  const address = addressOf(`${options.prometheus}`);
  const credentials = credentialsOf(options, env);
  if (credentials && address.protocol === 'http:' && !isLoopback(address.hostname)) {
    throw new Usage(`--prometheus: credentials over plain http to ${address.hostname} can be read by everybody on the way. Write https, or reach it on this machine, for example by "kubectl port-forward".`);
  }
  return new (telemetry().Prometheus)(address, { timeout, env, tls: tlsOf(options), ...credentials ? { credentials } : {} });
}

/** Speaking HTTP is loaded by whoever speaks it, and not by every command. */
export function telemetry(): typeof Telemetry {
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  return require('../telemetry') as typeof Telemetry;
}

function addressOf(text: string): URL {
  let address;
  try {
    address = new URL(text);
  } catch {
    throw new Usage('--prometheus: this is no address. Write it as https://prometheus.example.com or http://localhost:9090.');
  }
  if (address.protocol !== 'http:' && address.protocol !== 'https:') {
    throw new Usage('--prometheus: this is no address of http or https. Write it as https://prometheus.example.com or http://localhost:9090.');
  }
  if (address.username !== '' || address.password !== '') {
    throw new Usage(`--prometheus: credentials do not belong into the address, which others can read. Write --username and --password-file, or set ${ENVIRONMENT.username} and ${ENVIRONMENT.password}.`);
  }
  if (address.search !== '' || address.hash !== '') {
    throw new Usage('--prometheus: write the address without "?" and "#": the questions are ours.');
  }
  return address;
}

/** What the options say, else what the environment says. */
function credentialsOf({ tokenFile, username, passwordFile }: Options, env: NodeJS.ProcessEnv): Telemetry.Credentials | undefined {
  const isSaid = [tokenFile, username, passwordFile].some(option => option !== undefined);
  const [token, user, password] = isSaid
    ? [secretIn('--token-file', tokenFile), username as string | undefined, secretIn('--password-file', passwordFile)]
    : [env[ENVIRONMENT.token], env[ENVIRONMENT.username], env[ENVIRONMENT.password]].map(text => text || undefined);
  const [tokenName, userName, passwordName] = isSaid ? ['--token-file', '--username', '--password-file'] : Object.values(ENVIRONMENT);
  if (token !== undefined && (user !== undefined || password !== undefined)) {
    throw new Usage(`${tokenName} stands beside ${user === undefined ? passwordName : userName}: only one of them can be sent. Leave out the token, or user and password.`);
  }
  if ((user === undefined) !== (password === undefined)) {
    throw new Usage(`${user === undefined ? passwordName : userName} goes with ${user === undefined ? userName : passwordName}, which is missing.`);
  }
  if (token !== undefined && !SENDABLE.test(token)) {
    throw new Usage(`${tokenName}: a token is one word of letters, digits and signs, and this is not.`);
  }
  return token !== undefined ? { token } : user !== undefined ? { username: user, password: password! } : undefined;
}

function tlsOf({ clientCert, clientKey, ca }: Options): Telemetry.PrometheusOptions['tls'] {
  if ((clientCert === undefined) !== (clientKey === undefined)) {
    throw new Usage(`${clientCert === undefined ? '--client-key' : '--client-cert'} goes with ${clientCert === undefined ? '--client-cert' : '--client-key'}, which is missing.`);
  }
  const tls = {
    ...clientCert === undefined ? {} : { cert: contentOf('--client-cert', clientCert), key: contentOf('--client-key', clientKey) },
    ...ca === undefined ? {} : { ca: contentOf('--ca', ca) },
  };
  try {
    telemetry().checkCertificates(tls);
  } catch (error) {
    throw new Usage(`${clientCert === undefined ? '--ca' : '--client-cert, --client-key'}: cannot be used: ${(error as Error).message}. Give files in PEM form, the key of this certificate and without a passphrase.`);
  }
  if (tls.ca !== undefined && !tls.ca.includes('-----BEGIN CERTIFICATE-----')) {
    throw new Usage('--ca: there is no certificate in PEM form in it.');
  }
  return tls;
}

/** A secret in a file, without the end of its line. */
function secretIn(option: string, file: unknown): string | undefined {
  if (file === undefined) {
    return undefined;
  }
  const secret = contentOf(option, file).replace(/\r?\n$/, '');
  if (secret === '') {
    throw new Usage(`${option} "${file}": is empty.`);
  }
  return secret;
}

function contentOf(option: string, file: unknown): string {
  try {
    const descriptor = openSync(`${file}`, 'r');
    try {
      const bytes = Buffer.alloc(MOST_BYTES);
      let length = 0;
      for (let read = -1; read !== 0 && length < MOST_BYTES; length += read) {
        read = readSync(descriptor, bytes, length, MOST_BYTES - length, null);
      }
      return bytes.toString('utf8', 0, length);
    } finally {
      closeSync(descriptor);
    }
  } catch (error) {
    throw new Usage(`${option} "${file}": cannot be read: ${(error as Error).message}.`);
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(host);
}
