import { World } from './world';
import { DataPlane } from '../flows/data-plane';
import { Workload } from '../workloads';

/**
 * A data plane whose clients and servers are of different worlds: old and new pods, or two clusters.
 *
 * @param ofClient the pods of the client, with the sidecar that they have
 * @param sending what the client's proxy is told, about the pods of the server
 * @param receiving what the server's proxy is told
 */
export function meeting(ofClient: World, sending: World, receiving: World, index: number): DataPlane {
  const plane = ({ calls }: World): DataPlane => calls.planes[index];
  return {
    name: plane(sending).name,
    legs: (client, destination) => {
      const legs = plane(sending).legs(client, destination);
      if (ofClient === sending) {
        return legs;
      }
      const isOfPlane = plane(ofClient).legs(ofClient.counterpart(client)!, destination) !== undefined;
      return isOfPlane ? legs ?? plane(sending).legs(asRunning(client), destination) : undefined;
    },
    receives: (backend, ...sent) => {
      const workload = backend.workload && receiving.counterpart(backend.workload);
      return plane(receiving).receives({ ...backend, workload }, ...sent);
    },
  };
}

/** A client as its pods run: with the sidecar that they got when they started, whatever their namespace says by now. */
function asRunning(client: Workload): Workload {
  return { ...client, containers: [...client.containers, 'istio-proxy'] };
}
