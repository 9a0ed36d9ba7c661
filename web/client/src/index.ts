export { TallyClient, type ClientOptions } from './client.js';
export type {
  ClickStorage,
  EnvironmentOptions,
  PageEvents,
  Timers,
  WebSocketConstructor,
  WebSocketLike,
} from './environment.js';
export { TallyError, type ErrorCode } from './errors.js';
export type { ConnectionListener, TotalListener } from './live.js';
export type { PendingListener } from './pending.js';
export type * from './types.js';
export { windows } from './windows.js';
