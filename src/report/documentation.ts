/** The page about a rule. */
export function documentationOf(code: string): string {
  return `https://github.com/cdk8s-mtls/cdk8s-mtls/blob/main/docs/rules/${code}.md`;
}
