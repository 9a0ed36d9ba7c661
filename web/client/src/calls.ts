/** The part of the client that calls the HTTP API. A page without presses and reads does not load it. */
export { Http } from './http.js';
export { Outbox } from './outbox.js';
