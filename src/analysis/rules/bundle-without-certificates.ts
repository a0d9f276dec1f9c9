import { Severity } from '../../core/finding';
import { described } from '../manifest';
import { clusterOf, Rule } from '../rule';
import { textsOf } from '../trust/bundles';
import { trustGraph } from '../trust/trust-graph';
import { readPemSource } from '../trustmanager/pem-source';

/** A Bundle in which trust-manager finds nothing to distribute. */
export const bundleWithoutCertificates: Rule = {
  code: 'MTLS0411',
  severity: Severity.WARNING,
  title: 'The sources of a Bundle contain no certificate',
  explanation: 'trust-manager distributes nothing if it finds no certificate in any of the sources ("couldn\'t find any valid certificates in bundle"). PEM that is indented counts as no certificate, because a block begins at the beginning of a line: in YAML that happens with a wrong block scalar. Reported only if all sources are among the manifests.',
  *check(inventory, context) {
    for (const bundle of trustGraph(inventory, clusterOf(context)).bundles().filter(({ kind }) => kind === 'bundle')) {
      const contents = bundle.sources.map(source => textsOf(source, bundle.object).map(({ text }) => readPemSource(text)));
      const isShown = contents.length > 0 && contents.every(texts => texts.length > 0);
      if (isShown && contents.flat().every(({ certificates, problem }) => certificates === 0 && problem === undefined)) {
        yield {
          object: bundle.object,
          field: 'spec.sources',
          message: `${described(bundle.object)}: spec.sources contain no certificate`,
          fix: 'Write each certificate as PEM, with "-----BEGIN CERTIFICATE-----" at the beginning of a line.',
        };
      }
    }
  },
};
