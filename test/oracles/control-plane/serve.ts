/**
 * Runs a control plane for people: `ts-node serve.ts [--cert-manager-values <file>] [--trust-manager-values <file>]` says where its kubeconfig is,
 * for kubectl and the like, and runs until it is interrupted.
 */
import { once } from 'events';
import { parseArgs } from 'util';
import { ControlPlane } from './control-plane';

async function serve(): Promise<void> {
  const { values } = parseArgs({ options: { 'cert-manager-values': { type: 'string' }, 'trust-manager-values': { type: 'string' } } });
  process.stdout.write('starting a control plane with cert-manager and trust-manager, which takes some seconds\n');
  const plane = await ControlPlane.start({ certManager: values['cert-manager-values'], trustManager: values['trust-manager-values'] });
  const { kubernetes, 'cert-manager': certManager, 'trust-manager': trustManager } = plane.versions;
  process.stdout.write(`Kubernetes ${kubernetes}, cert-manager ${certManager}, trust-manager ${trustManager}, until Ctrl+C:\n\nexport KUBECONFIG=${plane.kubeconfig}\n`);
  await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  await plane.stop();
}

serve().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
