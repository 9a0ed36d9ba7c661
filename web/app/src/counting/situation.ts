import type { ConnectionState, Delivery } from '@tally/client';

/** What the page knows of its way to the server. */
export interface Signals {
  readonly connection: ConnectionState;
  readonly delivery: Delivery;
  /** False if the device says that it has no network. */
  readonly online: boolean;
  /** Whether totals have arrived since the page was opened. */
  readonly wasOpen: boolean;
}

/** What there is to tell people, `live` if nothing. */
export type Situation = 'live' | 'connecting' | 'offline' | 'server-down' | 'rate-limited' | 'reconnecting';

/** The one thing to tell: what stops presses comes before what stops totals. */
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
