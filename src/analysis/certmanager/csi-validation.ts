import { KEY_USAGES } from './certificate-schema';
import { parseGoDuration } from '../../core/go-duration';
import { FieldProblem, within } from '../field-problem';
import { fieldAt, Fields, textMapAt } from '../fields';

const PREFIX = 'csi.cert-manager.io';

/** Why cert-manager's CSI driver refuses a volume, so that its pod does not start. */
export function* csiVolumeProblems(volume: Fields, field: string): Generator<FieldProblem> {
  const attributes = textMapAt(volume, 'volumeAttributes');
  const place = (name: string): string => within(`${field}.volumeAttributes`, `${PREFIX}/${name}`);
  const value = (name: string): string => attributes.get(`${PREFIX}/${name}`) ?? '';
  if (fieldAt(volume, 'readOnly') !== true) {
    yield { field: `${field}.readOnly`, value: fieldAt(volume, 'readOnly'), problem: 'is not true, and cert-manager\'s CSI driver mounts nothing else', fix: 'Set readOnly: true on the csi volume.' };
  }
  if (value('issuer-name') === '') {
    yield { field: place('issuer-name'), problem: 'is missing, and is required', fix: 'Set it to the name of the issuer.' };
  }
  for (const name of ['duration', 'renew-before']) {
    if (value(name) !== '' && parseGoDuration(value(name)) === undefined) {
      yield { field: place(name), value: value(name), problem: 'is not a duration', fix: 'Write it in hours, minutes and seconds, for example "720h"; there is no unit for days.' };
    }
  }
  for (const name of ['is-ca', 'reuse-private-key']) {
    if (!['', 'true', 'false'].includes(value(name))) {
      yield { field: place(name), value: value(name), problem: 'is neither "true" nor "false"', fix: 'Write "true" or "false", in quotes.' };
    }
  }
  for (const usage of value('key-usages') === '' ? [] : value('key-usages').split(',').map(each => each.trim())) {
    if (!KEY_USAGES.some(known => known === usage)) {
      yield { field: place('key-usages'), value: usage, problem: 'is not a key usage', fix: 'Write key usages as in a Certificate, for example "digital signature,server auth,client auth".' };
    }
  }
}
