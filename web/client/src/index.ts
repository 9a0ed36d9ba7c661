export { TallyClient, type ClientOptions, type DeliveryListener } from './client.js';
export type {
  ClickStorage,
  EnvironmentOptions,
  PageEvents,
  Timers,
  WebSocketConstructor,
  WebSocketLike,
} from './environment.js';
export { isCounter, MAX_DELTA } from './counter.js';
export { TallyError, type ErrorCode } from './errors.js';
export { MAX_COUNTERS, type ConnectionListener, type TotalListener } from './live.js';
export type { PendingListener } from './counters.js';
export { includes } from './receipts.js';
export type { TokenSource } from './token.js';
export type * from './types.js';
export { windows } from './values.js';
