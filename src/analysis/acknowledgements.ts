import { isFields, textAt } from './fields';
import { Inventory } from './inventory';
import { jsonListIn } from './json-annotation';
import { described, SourcedManifest } from './manifest';
import { ACKNOWLEDGE_ANNOTATION, Acknowledgement, acknowledgementProblem } from '../core/acknowledgement';
import { isPast } from '../core/calendar-date';
import { describeObject, Finding } from '../core/finding';
import { append } from '../core/multi-map';

/** An acknowledgement, and the object that records it. */
export interface RecordedAcknowledgement extends Acknowledgement {
  readonly recordedIn: SourcedManifest;
}

/** An annotation that cannot be read, or an entry of it. */
export interface MalformedAcknowledgement {
  readonly recordedIn: SourcedManifest;
  readonly problem: string;
}

/** The acknowledgements among the objects and in code, and which of them were of use. */
export class Acknowledgements {
  public readonly all: readonly RecordedAcknowledgement[];
  public readonly malformed: readonly MalformedAcknowledgement[];
  private readonly used = new Set<RecordedAcknowledgement>();
  private readonly byCode = new Map<string, RecordedAcknowledgement[]>();

  constructor(inventory: Inventory, inCode: readonly Acknowledgement[]) {
    const read = inventory.objects.flatMap(object => [...acknowledgementsOf(object)]);
    this.malformed = read.filter(entry => 'problem' in entry);
    this.all = [...inCode.map(inCodeAs), ...read.filter(entry => 'code' in entry)];
    this.all.forEach(acknowledgement => append(this.byCode, acknowledgement.code, acknowledgement));
  }

  /** Whether a finding is acknowledged on a day; notes of which use the acknowledgement is. */
  public cover({ code, objects }: Finding, now: Date): boolean {
    const subject = objects.length > 0 ? describeObject(objects[0]) : undefined;
    const covering = (this.byCode.get(code) ?? []).filter(({ object, until }) => (object === undefined || object === subject) && !isPast(until, now));
    covering.forEach(acknowledgement => this.used.add(acknowledgement));
    return covering.length > 0;
  }

  /** Those that are in force and were of no use so far. */
  public idle(now: Date): RecordedAcknowledgement[] {
    return this.all.filter(acknowledgement => !this.used.has(acknowledgement) && !isPast(acknowledgement.until, now));
  }
}

function* acknowledgementsOf(recordedIn: SourcedManifest): Generator<RecordedAcknowledgement | MalformedAcknowledgement> {
  const found = jsonListIn(recordedIn, ACKNOWLEDGE_ANNOTATION);
  if (found && !found.list) {
    yield { recordedIn, problem: 'it is not a list in JSON' };
  }
  for (const [index, entry] of (found?.list ?? []).entries()) {
    const acknowledgement = { code: textAt(entry, 'code'), reason: textAt(entry, 'reason'), until: textAt(entry, 'until') };
    const wrong = isFields(entry) ? acknowledgementProblem(acknowledgement)?.problem : 'it is not an object';
    yield wrong === undefined
      ? { ...acknowledgement as Acknowledgement, object: described(recordedIn), recordedIn }
      : { recordedIn, problem: `its entry ${index + 1}: ${wrong}` };
  }
}

/** What is acknowledged in code is no object of the app, but is reported like one. */
function inCodeAs(acknowledgement: Acknowledgement): RecordedAcknowledgement {
  const manifest = { apiVersion: 'cdk8s-mtls.dev/v1', kind: 'Acknowledgement', metadata: { name: acknowledgement.code } };
  return { ...acknowledgement, recordedIn: { manifest, origin: { constructPath: '' } } };
}
