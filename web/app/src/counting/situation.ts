import type { ConnectionState, Delivery } from '@tally/client';

/** The signals about the page's connection to the server. */
export interface Signals {
  readonly connection: ConnectionState;
  readonly delivery: Delivery;
  /** False if the device reports no network. */
  readonly online: boolean;
  /** Whether totals have arrived since the page was opened. */
  readonly wasOpen: boolean;
}

/** The state of the page that users see, `live` if all is well. */
export type Situation = 'live' | 'connecting' | 'offline' | 'server-down' | 'rate-limited' | 'reconnecting';

/** Returns the most important situation. A fault that stops presses precedes one that stops totals. */
export function situation({ connection, delivery, online, wasOpen }: Signals): Situation {
  if (!online || connection === 'offline') {
    return 'offline';
  }
  if (delivery.state === 'rate-limited') {
    return 'rate-limited';
  }
  if (delivery.state !== 'ok') {
    return 'server-down';
  }
  switch (connection) {
    case 'waiting':
      return wasOpen ? 'reconnecting' : 'server-down';
    case 'connecting':
      return wasOpen ? 'reconnecting' : 'connecting';
    default:
      return 'live';
  }
}
