import type { LabelSelectorSpec } from './_label-selector';
import { requireItems, requireText } from '../certmanager/_arguments';

/** A condition on one label. */
export class LabelExpression {
  /** The label has one of these values. */
  public static isIn(key: string, values: string[]): LabelExpression {
    return LabelExpression.of('LabelExpression.isIn()', key, 'In', values);
  }

  /** The label has none of these values, or is missing. */
  public static isNotIn(key: string, values: string[]): LabelExpression {
    return LabelExpression.of('LabelExpression.isNotIn()', key, 'NotIn', values);
  }

  /** The label is there, with whatever value. */
  public static exists(key: string): LabelExpression {
    return LabelExpression.of('LabelExpression.exists()', key, 'Exists');
  }

  /** The label is missing. */
  public static doesNotExist(key: string): LabelExpression {
    return LabelExpression.of('LabelExpression.doesNotExist()', key, 'DoesNotExist');
  }

  private static of(call: string, key: string, operator: string, values?: string[]): LabelExpression {
    requireText(undefined, call, 'key', key);
    requireItems(undefined, call, 'values', values);
    return new LabelExpression({ key, operator, values: values && [...values] });
  }

  private constructor(
    /** @internal */
    public readonly _spec: NonNullable<LabelSelectorSpec['matchExpressions']>[number],
  ) { }
}

/** Selects by labels. All conditions must hold. */
export interface LabelSelector {
  /**
   * Labels and their values.
   *
   * @default - none
   */
  readonly labels?: { [key: string]: string };

  /**
   * Further conditions.
   *
   * @default - none
   */
  readonly expressions?: LabelExpression[];
}
