export { TallyClient } from './client.js';
export { parseConfig, type ApiUrls } from './config.js';
export type {
  ClickStorage,
  EnvironmentOptions,
  PageEvents,
  Timers,
  WebSocketConstructor,
  WebSocketLike,
} from './environment.js';
export { CounterClient, type ClientOptions, type DeliveryListener } from './counter-client.js';
export { isCounter, MAX_DELTA } from './counter-id.js';
export type { Counter } from './counter.js';
export { TallyError, type ErrorCode } from './errors.js';
export { boundsOf, kindOf, type CounterKind, type VoteKind } from './kinds.js';
export type { CounterView, LiveCounter, ViewListener } from './live-counter.js';
export { MAX_COUNTERS, type ConnectionListener } from './live.js';
export { RETRY_WINDOW_CLOSED, type Loss } from './losses.js';
export { includes } from './receipts.js';
export type { ClientStatus, Status, StatusListener } from './status.js';
export type { TokenSource } from './token.js';
export type * from './types.js';
export { windows } from './values.js';
