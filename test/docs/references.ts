import { markdownText } from '../../src/report/markdown';

/** Where the issues of a project are that texts call by its short name. */
const REPOSITORIES: Readonly<Record<string, string>> = {
  'approver-policy': 'cert-manager/approver-policy',
  'cert-manager': 'cert-manager/cert-manager',
  'istio': 'istio/istio',
  'istio.io': 'istio/istio.io',
  'linkerd2': 'linkerd/linkerd2',
  'opensearch-k8s-operator': 'opensearch-project/opensearch-k8s-operator',
  'prometheus-operator': 'prometheus-operator/prometheus-operator',
  'trust-manager': 'cert-manager/trust-manager',
};

/** An issue with its project or, after another one of the same, without; a message of istioctl or Kiali; a bulletin of Istio; a rule of ours. */
const REFERENCE = /(?:[\w.-]+\/)?(?:[\w.-]*\w)?#\d+|\bIST\d{4}\b|\bKIA\d{4}\b|\bISTIO-SECURITY-\d{4}-\d{3}\b|\bMTLS\d{4}\b/g;

/** A text as Markdown in which every reference is a link. */
export function withReferences(text: string): string {
  let project: string | undefined;
  let end = 0;
  let markdown = '';
  for (const { 0: reference, index } of text.matchAll(REFERENCE)) {
    if (reference.includes('#')) {
      project = reference.split('#', 1)[0] || project;
    }
    markdown += `${markdownText(text.slice(end, index))}[${markdownText(reference)}](${addressOf(reference, project)})`;
    end = index + reference.length;
  }
  return markdown + markdownText(text.slice(end));
}

function addressOf(reference: string, project: string | undefined): string {
  if (reference.startsWith('MTLS')) {
    return `${reference}.md`;
  }
  if (reference.startsWith('ISTIO-SECURITY')) {
    return `https://istio.io/latest/news/security/${reference.toLowerCase()}/`;
  }
  if (!reference.includes('#')) {
    return reference.startsWith('KIA')
      ? 'https://kiali.io/docs/features/validations/'
      : `https://istio.io/latest/docs/reference/config/analysis/${reference.toLowerCase()}/`;
  }
  const repository = project?.includes('/') ? project : REPOSITORIES[project ?? ''];
  if (repository === undefined) {
    throw new Error(`${reference}: it is not known where the issues of "${project}" are. Add it to REPOSITORIES.`);
  }
  return `https://github.com/${repository}/issues/${reference.split('#')[1]}`;
}
