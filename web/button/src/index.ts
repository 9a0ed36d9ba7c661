import { define } from './element.js';

export { TallyButton, type State } from './element.js';
export type { Counters } from './api.js';
export type { ErrorDetail, PressDetail, TotalDetail } from './events.js';

define();
