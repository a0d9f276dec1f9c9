import { Flow } from '../../core/flow';
import { PlaceOf } from '../objects';

/** What becomes of one call. */
export interface ExplainReport {
  readonly flow: Flow;
  readonly placeOf: PlaceOf;
}
