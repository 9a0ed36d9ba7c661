/** The part of the client that calls the HTTP API. A page without presses, votes and reads does not load it. */
export { Http } from './http.js';
export { Outbox } from './outbox.js';
export { Voter } from './voter.js';
export { Votes } from './votes.js';
