import { Validation } from './validation';
import { requireItems } from '../certmanager/_arguments';

/** Further conditions on an attribute whose values are listed. */
export interface AllowedValuesOptions {
  /**
   * Whether the attribute must be there.
   *
   * @default false
   */
  readonly required?: boolean;

  /**
   * Conditions that each value must meet too.
   *
   * @default - none
   */
  readonly validations?: Validation[];
}

/** Further conditions on an attribute whose values are validated. */
export interface ValidatedOptions {
  /**
   * Whether the attribute must be there.
   *
   * @default false
   */
  readonly required?: boolean;
}

/** The values that a request may have in an attribute with many values. */
export class AllowedValues {
  /**
   * These values, in which `*` stands for any text.
   *
   * @throws if the list is empty: leave the attribute out to deny it
   */
  public static of(values: string[], options: AllowedValuesOptions = {}): AllowedValues {
    requireItems(undefined, 'AllowedValues.of()', 'values', values);
    return new AllowedValues([...values], options);
  }

  /** Any values. */
  public static any(options: ValidatedOptions = {}): AllowedValues {
    return AllowedValues.of(['*'], options);
  }

  /**
   * Values that meet all conditions.
   *
   * @throws if there is no condition
   */
  public static validated(validations: Validation[], options: ValidatedOptions = {}): AllowedValues {
    requireItems(undefined, 'AllowedValues.validated()', 'validations', validations);
    return new AllowedValues(undefined, { ...options, validations });
  }

  private constructor(
    private readonly values: string[] | undefined,
    private readonly options: AllowedValuesOptions,
  ) { }

  /** @internal */
  public _toSpec(): { values?: string[]; required?: boolean; validations?: { rule: string; message?: string }[] } {
    return { values: this.values, required: this.options.required, validations: this.options.validations?.map(validation => validation._toSpec()) };
  }
}

/** The value that a request may have in an attribute with one value. */
export class AllowedValue {
  /** This value, in which `*` stands for any text. */
  public static of(value: string, options: AllowedValuesOptions = {}): AllowedValue {
    return new AllowedValue(value, options);
  }

  /** Any value. */
  public static any(options: ValidatedOptions = {}): AllowedValue {
    return AllowedValue.of('*', options);
  }

  /**
   * A value that meets all conditions.
   *
   * @throws if there is no condition
   */
  public static validated(validations: Validation[], options: ValidatedOptions = {}): AllowedValue {
    requireItems(undefined, 'AllowedValue.validated()', 'validations', validations);
    return new AllowedValue(undefined, { ...options, validations });
  }

  private constructor(
    private readonly value: string | undefined,
    private readonly options: AllowedValuesOptions,
  ) { }

  /** @internal */
  public _toSpec(): { value?: string; required?: boolean; validations?: { rule: string; message?: string }[] } {
    return { value: this.value, required: this.options.required, validations: this.options.validations?.map(validation => validation._toSpec()) };
  }
}
