import { oneOf, someOf, wholeNumber } from '../../scripts/command/arguments.ts';
import { CONTROL_NAMES, FAULT_NAMES } from './types.ts';

/** The flags that make a ChaosPlan. */
export const PLAN_FLAGS = {
  seconds: wholeNumber(5, 86_400, 60),
  seed: wholeNumber(0, 4_294_967_295, 1),
  workers: wholeNumber(1, 16, 2),
  faults: someOf(FAULT_NAMES, FAULT_NAMES),
  fsync: oneOf(['always', 'everysec'], 'always'),
  control: oneOf(CONTROL_NAMES, null),
};
