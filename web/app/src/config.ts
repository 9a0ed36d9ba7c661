import { ROOT } from './routes.js';

/** The URLs of the APIs. */
export interface Config {
  readonly httpUrl: string;
  readonly wsUrl: string;
}

/**
 * Reads `config.json`. An empty URL stands for the page's origin.
 *
 * @throws Error that names the fault and its correction
 */
export async function loadConfig(): Promise<Config> {
  const answer = await fetch(`${ROOT}config.json`);
  if (!answer.ok) {
    throw new Error(`config.json is missing: HTTP ${answer.status}. Put {"httpUrl":"","wsUrl":""} beside index.html.`);
  }
  return parseConfig((await answer.json()) as unknown, window.location);
}

export function parseConfig(given: unknown, page: Pick<Location, 'protocol' | 'host'>): Config {
  const { httpUrl, wsUrl } = (given ?? {}) as Record<string, unknown>;
  const ownWs = `${page.protocol === 'https:' ? 'wss:' : 'ws:'}//${page.host}/ws`;
  return {
    httpUrl: checked('httpUrl', httpUrl, /^https?:\/\//, 'https://api.example.com'),
    wsUrl: checked('wsUrl', wsUrl, /^wss?:\/\//, 'wss://live.example.com/live') || ownWs,
  };
}

function checked(name: string, value: unknown, form: RegExp, example: string): string {
  if (value === undefined || value === '') {
    return '';
  }
  if (typeof value !== 'string' || !form.test(value)) {
    throw new Error(`config.json: ${name} must be empty or a URL such as ${example}, not ${JSON.stringify(value)}`);
  }
  return value;
}
