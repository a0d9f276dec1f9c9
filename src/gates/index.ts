export { checkedByHand, HAND_GATES } from './by-hand';
export { Ask, evaluate, EvaluatedGate } from './evaluate';
export { Gate, GateName, GateSettings, Judgement, Offender, Outcome, Sample } from './gate';
export { DEFAULT_GATE_SETTINGS, gatesFor, withoutRepetition } from './gates-for';
export { ChangeKind, GATE_STAGES, GateStage, kindOf } from './stages';
export { changesIn, nextSteps, Step, stepsTo } from './steps';
export { permissiveNames } from './strict-scope';
