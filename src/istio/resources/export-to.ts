import { checkDistinct, checkValues } from './_values';
import { dnsLabelProblem } from '../../core/kubernetes-names';
import { usageError } from '../../core/usage-error';

/**
 * The namespaces whose proxies may see a DestinationRule or a ServiceEntry.
 *
 * @see https://istio.io/latest/docs/reference/config/networking/destination-rule/#DestinationRule
 */
export class ExportTo {
  /** Every namespace: `*`. */
  public static everyNamespace(): ExportTo {
    return new ExportTo(['*']);
  }

  /** The namespace of the object alone: `.`. */
  public static ownNamespace(): ExportTo {
    return new ExportTo(['.']);
  }

  /**
   * The namespaces named, and no other: name the object's own namespace too if it is meant.
   *
   * @throws if a name is not that of a namespace, or is there twice
   */
  public static namespaces(...names: string[]): ExportTo {
    checkValues(undefined, 'ExportTo.namespaces', names);
    checkDistinct(undefined, 'ExportTo.namespaces', names);
    for (const name of names) {
      const problem = dnsLabelProblem(name);
      if (problem) {
        throw usageError(undefined, `ExportTo.namespaces("${name}")`, problem, 'Write the name of a namespace, or use ExportTo.everyNamespace() or ExportTo.ownNamespace().');
      }
    }
    return new ExportTo([...names]);
  }

  /** Nobody but the workloads behind the entry: `~`. For a ServiceEntry only. */
  public static nobody(): ExportTo {
    return new ExportTo(['~']);
  }

  private constructor(private readonly names: string[]) { }

  /**
   * The list as Istio writes it.
   *
   * @internal
   */
  public _toList(): string[] {
    return [...this.names];
  }
}
