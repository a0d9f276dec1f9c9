import { isIP } from 'net';
import { IConstruct } from 'constructs';
import { hostProblem } from './_hosts';
import { checkLabels } from './_labels';
import { checkText } from './_values';
import { ServiceEntryEndpoint } from './service-entry-endpoint';
import { dnsSubdomainProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';

/** What the endpoint belongs to. */
export interface EndpointContext {
  /** The names of the ports of the ServiceEntry. */
  readonly portNames: readonly string[];
  /** Whether addresses are looked up in DNS. */
  readonly dns: boolean;
}

/** Throws if Istio would refuse the endpoint. */
export function checkEndpoint(where: IConstruct, endpoint: ServiceEntryEndpoint, context: EndpointContext): void {
  const call = `endpoints(${endpoint.address ?? endpoint.network ?? ''})`;
  const problem = addressProblem(endpoint, context);
  if (problem) {
    throw usageError(where, call, problem, context.dns ? 'Write an IP address or a host name.' : 'Write an IP address, or use DNS resolution for a host name.');
  }
  for (const [name, port] of Object.entries(endpoint.ports ?? {})) {
    if (!context.portNames.includes(name)) {
      throw usageError(where, `${call}.ports(${name})`, 'the ServiceEntry has no port of this name', `Write one of ${context.portNames.join(', ') || 'its ports, once it has some'}.`);
    }
    if (name.length > 62) {
      throw usageError(where, `${call}.ports(${name})`, `the name has ${name.length} characters, at most 62 are allowed here`, 'Give the port a shorter name.');
    }
    if (portProblem(port)) {
      throw usageError(where, `${call}.ports(${name}: ${port})`, portProblem(port)!, 'Give the number of the port on which the server listens, for example 8443.');
    }
  }
  checkLabels(where, `${call}.labels`, endpoint.labels);
  checkText(where, `${call}.network`, endpoint.network);
  checkText(where, `${call}.locality`, endpoint.locality);
  const account = endpoint.serviceAccount === undefined ? undefined : dnsSubdomainProblem(endpoint.serviceAccount);
  if (account) {
    throw usageError(where, `${call}.serviceAccount(${endpoint.serviceAccount})`, account, 'Write the name of a service account in the namespace of the ServiceEntry.');
  }
  if (endpoint.weight !== undefined && !(Number.isInteger(endpoint.weight) && endpoint.weight >= 0 && endpoint.weight <= 4294967295)) {
    throw usageError(where, `${call}.weight(${endpoint.weight})`, 'a weight is a whole number, and not negative', 'Give for example 1.');
  }
}

function addressProblem({ address, network, ports }: ServiceEntryEndpoint, { portNames, dns }: EndpointContext): string | undefined {
  if (address === undefined) {
    return network !== undefined && !dns ? undefined : 'it has no address';
  }
  if (address.startsWith('unix://') && !dns) {
    return unixProblem(address.slice('unix://'.length)) ?? (ports ? 'a socket has no ports' : undefined)
      ?? (portNames.length === 1 ? undefined : `a socket is behind exactly one port, and the ServiceEntry has ${portNames.length}`);
  }
  if (isIP(address) !== 0) {
    return undefined;
  }
  return dns ? hostProblem(address) : 'it is not an IP address';
}

function unixProblem(path: string): string | undefined {
  const valid = path.startsWith('@') || (path.startsWith('/') && !path.endsWith('/'));
  return valid ? undefined : 'a socket is an absolute path, or begins with "@"';
}
