import { part } from '../src/api.js';

// The first press of a test is sent at once. The tests in on-demand.test.ts load the part themselves.
await part.load();
