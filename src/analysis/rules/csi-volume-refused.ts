import { Severity } from '../../core/finding';
import { csiVolumeProblems } from '../certmanager/csi-validation';
import { violationOf } from '../field-problem';
import { Rule } from '../rule';
import { podReferences } from '../trust/pod-references';

/** A volume that cert-manager's CSI driver does not mount. */
export const csiVolumeRefused: Rule = {
  code: 'MTLS0219',
  severity: Severity.ERROR,
  title: 'cert-manager\'s CSI driver would refuse a volume',
  explanation: 'The attributes of a CSI volume are free text for the API server. The driver reads them when the pod starts, and the pod stays in ContainerCreating. The rules are those of csi-driver: a read-only volume, an issuer, durations as Go writes them, known usages.',
  *check(inventory) {
    for (const { workload, csi } of inventory.view(podReferences)) {
      for (const { volume, field } of csi) {
        for (const problem of csiVolumeProblems(volume, field)) {
          yield violationOf(workload.object, problem);
        }
      }
    }
  },
};
