import { isText } from './json.js';

/** The field `asOf` of a total, which is absent where the server does not tell. */
export function optionalAsOf(asOf: unknown): { asOf?: string } {
  return isText(asOf) ? { asOf } : {};
}
