import { Operator, RIGHT } from './operator';
import { Stage } from './stage';
import { EVERY_RECORD, EVERY_STATE, FEDERATED, GENERATIONS, REPLACEMENT, TWO_REPLACEMENTS } from './worlds';

/** What an operator may write who keeps to the product's rules, and how many consumers each cluster has by default. */
export interface RightOrder {
  readonly name: string;
  readonly stages: readonly Stage[];
  readonly operator: Operator;
  readonly consumers: number;
}

/** Looks at nothing, and does anything. */
const RECKLESS: Operator = { compares: [], heedsRecords: false, straightOn: false };

export const RIGHT_ORDERS: readonly RightOrder[] = [
  { name: 'a root is replaced, with every way back', stages: REPLACEMENT, operator: RIGHT, consumers: 2 },
  { name: 'two replacements, one after the other', stages: TWO_REPLACEMENTS, operator: RIGHT, consumers: 1 },
  { name: 'one of two meshes that trust each other replaces its root', stages: FEDERATED, operator: RIGHT, consumers: 1 },
  { name: 'any record that can be written about two roots', stages: EVERY_RECORD, operator: RIGHT, consumers: 1 },
  { name: 'by the guards alone, without phases', stages: EVERY_STATE, operator: { ...RIGHT, heedsRecords: false }, consumers: 1 },
  { name: 'an intermediate is replaced under its root, with no rules at all', stages: GENERATIONS, operator: RECKLESS, consumers: 1 },
];
