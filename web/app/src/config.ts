import { parseConfig, type ApiUrls } from '@tally/client';
import { ROOT } from './routes.js';

/**
 * Reads `config.json`. An empty URL stands for the page's origin.
 *
 * @throws Error that names the fault and its correction
 */
export async function loadConfig(): Promise<ApiUrls> {
  const answer = await fetch(`${ROOT}config.json`);
  if (!answer.ok) {
    throw new Error(`config.json is missing: HTTP ${answer.status}. Put {"httpUrl":"","wsUrl":""} beside index.html.`);
  }
  const { protocol, host } = window.location;
  return parseConfig((await answer.json()) as unknown, { origin: '', protocol, host });
}
