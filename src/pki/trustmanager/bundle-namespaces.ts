import { labelSelectorSpec, LabelSelectorSpec } from './_label-selector';
import { LabelSelector } from './label-selector';
import { requireItems } from '../certmanager/_arguments';

/**
 * The namespaces into which a bundle is written.
 */
export class BundleNamespaces {
  /** Every namespace of the cluster, those to come included. */
  public static all(): BundleNamespaces {
    return new BundleNamespaces(undefined, undefined);
  }

  /** Namespaces by name. More can be added to the bundle. */
  public static named(...names: string[]): BundleNamespaces {
    requireItems(undefined, 'BundleNamespaces.named()', 'the list of names', names);
    return new BundleNamespaces([...names], undefined);
  }

  /**
   * Namespaces by their labels. Whoever may label a namespace may have the bundle
   * in it.
   *
   * @throws if the selector is empty
   */
  public static matching(selector: LabelSelector): BundleNamespaces {
    return new BundleNamespaces(undefined, labelSelectorSpec('BundleNamespaces.matching()', selector, 'Name labels, or write BundleNamespaces.all().'));
  }

  private constructor(
    /** @internal */
    public readonly _names: string[] | undefined,
    /** @internal */
    public readonly _selector: LabelSelectorSpec | undefined,
  ) { }
}
