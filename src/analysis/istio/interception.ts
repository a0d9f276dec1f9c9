import { Reason } from '../../core/flow';
import { Subject } from '../workloads';

const ANNOTATION = 'traffic.sidecar.istio.io/';

/** Why calls to a port of a pod reach its container past the sidecar; undefined if they do not. */
export function bypassesInbound(pod: Subject, port: number): Reason | undefined {
  return notIntercepted(pod) ?? excluded(pod, port, 'InboundPorts', 'calls reach the container as they come');
}

/** Why calls of a pod to a port leave it past the sidecar; undefined if they do not. */
export function bypassesOutbound(pod: Subject, port: number): Reason | undefined {
  return notIntercepted(pod) ?? excluded(pod, port, 'OutboundPorts', 'calls leave as the application sends them');
}

function notIntercepted({ annotations }: Subject): Reason | undefined {
  return annotations.get('sidecar.istio.io/interceptionMode') === 'NONE'
    ? { statement: 'the annotation sidecar.istio.io/interceptionMode "NONE" of the pods lets the sidecar intercept nothing' }
    : undefined;
}

function excluded({ annotations }: Subject, port: number, ports: string, effect: string): Reason | undefined {
  const say = (name: string): Reason => ({ statement: `the annotation ${name} ${JSON.stringify(annotations.get(name))} of the pods takes port ${port} out of the sidecar's traffic: ${effect}` });
  const [include, exclude] = [`${ANNOTATION}include${ports}`, `${ANNOTATION}exclude${ports}`];
  const list = (name: string): string[] | undefined => annotations.get(name)?.split(',').map(text => text.trim());
  const included = list(include);
  if (ports === 'InboundPorts' && included && !included.includes('*') && !included.includes(String(port))) {
    return say(include);
  }
  return list(exclude)?.includes(String(port)) ? say(exclude) : undefined;
}
