import { Answers, GateSettings, Query } from './gate';
import { common, Matcher, selector } from './promql';
import { CertificateNode } from '../analysis/certmanager/issuance';
import { textAt } from '../analysis/fields';
import { append } from '../core/multi-map';

/** What cert-manager reports of a Certificate. Times are milliseconds since 1970; absent if the certificate was never issued. */
export interface IssuedCertificate {
  readonly namespace: string;
  readonly name: string;
  /** The name of the issuer that its specification names. */
  readonly issuer: string;
  readonly isReady?: boolean;
  readonly notBefore?: number;
  readonly notAfter?: number;
  /** When it is due to be renewed. */
  readonly renewal?: number;
}

const LABELS = ['namespace', 'exported_namespace', 'name', 'issuer_name'];

/** In the order in which `issuedCertificates` reads the answers. */
const METRICS: readonly (readonly [metric: string, field: 'isReady' | 'notBefore' | 'notAfter' | 'renewal', ...matchers: Matcher[]])[] = [
  ['certmanager_certificate_ready_status', 'isReady', ['condition', '=', 'True']],
  ['certmanager_certificate_not_before_timestamp_seconds', 'notBefore'],
  ['certmanager_certificate_expiration_timestamp_seconds', 'notAfter'],
  ['certmanager_certificate_renewal_timestamp_seconds', 'renewal'],
];

/** What is asked about all Certificates: several controllers report the same one, and the least of what they say counts. */
export function certificateQueries({ matchers }: GateSettings): Query[] {
  return METRICS.map(([metric, , ...own]) => ({ promql: `min by (${LABELS.join(',')}) (${selector(metric, [...common(matchers), ...own])})` }));
}

/** What the answers say, by `namespace/name`. Several of one Certificate if its issuer has just been changed. */
export class IssuedCertificates {
  public readonly all: readonly IssuedCertificate[];
  private readonly byName = new Map<string, IssuedCertificate[]>();

  constructor(answers: Answers) {
    const found = new Map<string, IssuedCertificate>();
    METRICS.forEach(([, field], index) => {
      for (const { labels, value } of answers[index]) {
        // A scrape that does not honour labels renames those that it has itself: then "namespace" is that of cert-manager.
        const [own, exported, name, issuer] = LABELS.map(label => labels.get(label) ?? '');
        const namespace = exported || own;
        const key = JSON.stringify([namespace, name, issuer]);
        const before = found.get(key) ?? { namespace, name, issuer };
        // What is not set is 0.
        found.set(key, field === 'isReady' ? { ...before, isReady: value === 1 } : value > 0 ? { ...before, [field]: value * 1000 } : before);
      }
    });
    this.all = [...found.values()];
    this.all.forEach(certificate => append(this.byName, `${certificate.namespace}/${certificate.name}`, certificate));
  }

  /** What is reported of a Certificate under the issuer that its manifest names. */
  public of({ namespace, object, spec }: CertificateNode): IssuedCertificate | undefined {
    const issuer = textAt(spec, 'issuerRef', 'name');
    return this.byName.get(`${namespace}/${object.manifest.metadata.name}`)?.find(certificate => certificate.issuer === issuer);
  }
}

/** `Certificate shop/web` */
export function certificateName({ namespace, name }: Pick<IssuedCertificate, 'namespace' | 'name'>): string {
  return `Certificate ${namespace}/${name}`;
}
