import { describeRule } from './rule-cases';
import { objectCollision } from '../../../src/analysis/rules/object-collision';
import { certificate, clusterIssuer, issuer, namespace } from '../objects';

describeRule(objectCollision, {
  'two objects have one name': { objects: [namespace('shop'), namespace('shop')], names: ['shop', 'shop'], says: /Namespace shop is defined 2 times, by object-0 and object-1/ },
}, {
  'the namespaces differ': { objects: [certificate(), certificate({}, { namespace: 'cart' })] },
  'the kinds differ': { objects: [issuer({ selfSigned: {} }), clusterIssuer({ selfSigned: {} })] },
  'the names are given by the cluster': { objects: [{ ...namespace('shop'), metadata: { generateName: 'shop-' } }, { ...namespace('shop'), metadata: { generateName: 'shop-' } }] },
});
