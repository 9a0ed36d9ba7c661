export { TallyClient, type ClientOptions, type DeliveryListener } from './client.js';
export { parseConfig, type ApiUrls } from './config.js';
export type {
  ClickStorage,
  EnvironmentOptions,
  PageEvents,
  Timers,
  WebSocketConstructor,
  WebSocketLike,
} from './environment.js';
export { isCounter, MAX_DELTA } from './counter-id.js';
export type { Counter, CounterView, ViewListener } from './counter.js';
export { TallyError, type ErrorCode } from './errors.js';
export { kindOf, type CounterKind } from './kinds.js';
export { MAX_COUNTERS, type ConnectionListener } from './live.js';
export { RETRY_WINDOW_CLOSED, type Loss } from './losses.js';
export { includes } from './receipts.js';
export type { ClientStatus, Status, StatusListener } from './status.js';
export type { TokenSource } from './token.js';
export type * from './types.js';
export { windows } from './values.js';
