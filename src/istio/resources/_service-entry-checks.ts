import { ApiObject } from 'cdk8s';
import { nameProblem, wildcardHostProblem } from './_hosts';
import { ipBlockProblem } from './_ip-blocks';
import { isHttp, isTls } from './_protocol-families';
import { checkCount, checkValues } from './_values';
import { Protocol } from './protocol';
import { ServiceEntryLocation } from './service-entry-location';
import { ServiceEntryPort } from './service-entry-port';
import { ServiceEntryResolution } from './service-entry-resolution';
import { usageError } from '../../core/usage-error';
import { portProblem } from '../../core/workload-port';

/** The fields of a ServiceEntry that Istio checks against each other. */
interface Entry {
  readonly hosts: string[];
  readonly ports?: ServiceEntryPort[];
  readonly addresses?: string[];
}

/** Throws if a host is none, or all hosts there are. */
export function checkHosts(where: ApiObject, hosts: string[]): void {
  checkValues(where, 'hosts', hosts);
  checkCount(where, 'hosts', hosts.length, 256);
  for (const host of hosts) {
    const problem = host === '*' ? 'a wildcard alone would be every host there is' : wildcardHostProblem(host);
    if (problem) {
      throw usageError(where, `hosts(${host})`, problem, 'Write the name of a host, for example "api.example.com" or "*.example.com".');
    }
  }
}

/** Throws if a port is none, is there twice, or does not tell several hosts apart. */
export function checkPorts(where: ApiObject, resolution: ServiceEntryResolution, { hosts, ports = [] }: Entry): void {
  checkCount(where, 'ports', ports.length, 256);
  for (const [index, port] of ports.entries()) {
    const call = `ports(${port.name})`;
    const name = nameProblem(port.name);
    if (name) {
      throw usageError(where, call, `the name ${name}`, 'Write a name such as "https".');
    }
    for (const field of ['number', 'targetPort'] as const) {
      const number = port[field];
      const problem = number === undefined ? undefined : portProblem(number);
      if (problem) {
        throw usageError(where, `${call}.${field}(${number})`, problem, 'Give for example 443.');
      }
    }
    if (ports.slice(0, index).some(known => known.name === port.name || known.number === port.number)) {
      throw usageError(where, `${call}.number(${port.number})`, 'there is a port of this name or number already', 'Give each port a name and a number of its own.');
    }
    if (resolution !== ServiceEntryResolution.NONE && hosts.length > 1 && !isHttp(port.protocol) && !isTls(port.protocol)) {
      throw usageError(where, `${call}.protocol(${port.protocol ?? ''})`, 'nothing in its connections tells the hosts apart', 'Make a ServiceEntry for each host, or set "protocol" to an HTTP or TLS protocol.');
    }
  }
}

/** Throws if an address is none, or is a block where DNS is asked for single ones. */
export function checkAddresses(where: ApiObject, resolution: ServiceEntryResolution, addresses: string[] | undefined): void {
  checkValues(where, 'addresses', addresses);
  checkCount(where, 'addresses', addresses?.length ?? 0, 256);
  const blocks = resolution === ServiceEntryResolution.NONE || resolution === ServiceEntryResolution.STATIC;
  for (const address of addresses ?? []) {
    const problem = ipBlockProblem(address);
    if (problem) {
      throw usageError(where, `addresses(${address})`, problem, 'Write an IP address or a CIDR block, for example "240.0.0.1".');
    }
    if (address.includes('/') && !blocks) {
      throw usageError(where, `addresses(${address})`, `a CIDR block cannot be together with resolution ${resolution}`, 'Write single addresses, or set "resolution" to ServiceEntryResolution.NONE or ServiceEntryResolution.STATIC.');
    }
  }
}

/** Throws if a field does not fit hosts whose addresses are known only with the request. */
export function checkDynamicDns(where: ApiObject, location: ServiceEntryLocation, { hosts, ports, addresses }: Entry): void {
  const fixed = hosts.find(host => !host.startsWith('*'));
  if (fixed !== undefined) {
    throw usageError(where, `hosts(${fixed})`, 'with resolution DYNAMIC_DNS every host begins with a wildcard', 'Write for example "*.example.com", or set "resolution" to ServiceEntryResolution.DNS.');
  }
  if (addresses) {
    throw usageError(where, `addresses(${addresses[0]})`, 'with resolution DYNAMIC_DNS there are no addresses', 'Leave "addresses" out.');
  }
  const allowed: (Protocol | undefined)[] = [Protocol.HTTP, Protocol.HTTP2, Protocol.GRPC, Protocol.TLS];
  const other = ports?.find(port => !allowed.includes(port.protocol));
  if (other) {
    throw usageError(where, `ports(${other.name}).protocol(${other.protocol ?? ''})`, 'with resolution DYNAMIC_DNS a port speaks HTTP, HTTP2, GRPC or TLS', 'Set "protocol" to one of them.');
  }
  const waypoint = where.metadata.getLabel('istio.io/use-waypoint');
  if (location === ServiceEntryLocation.MESH_INTERNAL && waypoint && waypoint.toLowerCase() !== 'none') {
    throw usageError(where, `location(${location})`, `with resolution DYNAMIC_DNS it does not work over the waypoint "${waypoint}"`, 'Remove the label "istio.io/use-waypoint", or set "location" to ServiceEntryLocation.MESH_EXTERNAL.');
  }
}
