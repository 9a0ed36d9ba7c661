import { part } from '../src/presses.js';
import { part as votes } from '../src/voting.js';

// The first press of a test is sent at once. The tests in on-demand.test.ts load the part themselves.
await part.load();
await votes.load();
