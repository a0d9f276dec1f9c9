import { usageError } from '../../core/usage-error';
import type { CertificateRequestPolicySpec } from '../../imports/approver-policy';
import { requireItems, requireText } from '../certmanager/_arguments';
import { ICertificateIssuer } from '../certmanager/issuer-reference';

type SelectorSpec = CertificateRequestPolicySpec['selector'];

/** Parts of a reference to an issuer, in which `*` stands for any text. */
export interface IssuerPatternOptions {
  /**
   * The name of the issuer.
   *
   * @default - any name
   */
  readonly name?: string;

  /**
   * The kind of the issuer.
   *
   * @default - any kind
   */
  readonly kind?: string;

  /**
   * The API group of the issuer.
   *
   * @default - any group
   */
  readonly group?: string;
}

/** The issuers whose requests a policy decides about. */
export class IssuerPattern {
  /** Exactly this issuer. */
  public static of(issuer: ICertificateIssuer): IssuerPattern {
    const { name, kind, group } = issuer.toIssuerReference();
    return new IssuerPattern({ name, kind, group });
  }

  /** Issuers by name, kind and group. */
  public static matching(pattern: IssuerPatternOptions): IssuerPattern {
    const { name, kind, group } = pattern;
    requireText(undefined, 'IssuerPattern.matching()', 'a part of the pattern', name, kind, group);
    if (name === undefined && kind === undefined && group === undefined) {
      throw usageError(undefined, 'IssuerPattern.matching()', 'the pattern is empty, which matches every issuer', 'Give a name, kind or group, or write IssuerPattern.any().');
    }
    return new IssuerPattern({ name, kind, group });
  }

  /** Every issuer of every kind. */
  public static any(): IssuerPattern {
    return new IssuerPattern({});
  }

  private constructor(
    /** @internal */
    public readonly _spec: NonNullable<SelectorSpec['issuerRef']>,
  ) { }
}

/** The namespaces whose requests a policy decides about. */
export class NamespacePattern {
  /** Namespaces by name, in which `*` stands for any text. */
  public static named(...names: string[]): NamespacePattern {
    requireItems(undefined, 'NamespacePattern.named()', 'the list of names', names);
    requireText(undefined, 'NamespacePattern.named()', 'a name', ...names);
    return new NamespacePattern({ matchNames: [...names] });
  }

  /** Namespaces with these labels. Whoever may label a namespace brings it under the policy. */
  public static labelled(labels: { [key: string]: string }): NamespacePattern {
    requireItems(undefined, 'NamespacePattern.labelled()', 'the set of labels', Object.keys(labels));
    return new NamespacePattern({ matchLabels: { ...labels } });
  }

  /** Every namespace. */
  public static any(): NamespacePattern {
    return new NamespacePattern({});
  }

  private constructor(
    /** @internal */
    public readonly _spec: NonNullable<SelectorSpec['namespace']>,
  ) { }
}
