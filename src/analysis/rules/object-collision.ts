import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { Rule } from '../rule';

/** Two objects of one kind, namespace and name: the cluster keeps only one. */
export const objectCollision: Rule = {
  code: 'MTLS0101',
  severity: Severity.ERROR,
  title: 'Two objects have the same kind, namespace and name',
  explanation: 'The cluster keeps one object for each kind, namespace and name. Of two, the one applied last silently replaces the other, and what the first required is gone.',
  *check(inventory) {
    for (const [first, ...others] of inventory.collisions()) {
      const places = [first, ...others].map(object => object.origin.constructPath ?? object.origin.file ?? 'an unknown place');
      yield {
        object: others[0],
        others: [first],
        field: 'metadata.name',
        message: `${described(first)} is defined ${places.length} times, by ${places.join(' and ')}: the one applied last replaces the others`,
        fix: 'Give one of them another name, or remove it.',
      };
    }
  },
};
