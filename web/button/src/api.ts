import { TallyClient } from '@tally/client';

/** The used part of a client. */
export type Counters = Pick<TallyClient, 'counter'> & Partial<Pick<TallyClient, 'prepare'>>;

/** The URLs of the APIs. */
export interface Api {
  readonly httpUrl: string;
  readonly wsUrl: string;
}

const clients = new Map<string, Promise<Counters>>();

/**
 * Returns the client for a site, one for all buttons. The file `config.json` of the site names its APIs. After a
 * failure, the next call tries again.
 *
 * @param site the absolute URL of the directory with `config.json`
 */
export function clientOf(site: string): Promise<Counters> {
  let client = clients.get(site);
  if (client === undefined) {
    client = loadApi(site).then((api) => new TallyClient(api));
    clients.set(site, client);
    client.catch(() => clients.delete(site));
  }
  return client;
}

/** Reads the file `config.json` of a site. Empty URLs stand for the origin of the site. */
async function loadApi(site: string): Promise<Api> {
  const url = new URL('config.json', site);
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} is missing: HTTP ${answer.status}; name the site of Tally with the attribute api`);
  }
  return parseApi((await answer.json()) as unknown, url);
}

/** Returns the absolute URLs of a `config.json`, which was read from `url`. */
export function parseApi(given: unknown, { origin, protocol, host }: URL): Api {
  const { httpUrl, wsUrl } = (given ?? {}) as Record<string, unknown>;
  return {
    httpUrl: checked('httpUrl', httpUrl, 'http') || origin,
    wsUrl: checked('wsUrl', wsUrl, 'ws') || `${protocol === 'https:' ? 'wss:' : 'ws:'}//${host}/ws`,
  };
}

function checked(name: string, value: unknown, scheme: string): string {
  if (value === undefined || value === '') {
    return '';
  }
  if (typeof value !== 'string' || !new RegExp(`^${scheme}s?://`).test(value)) {
    throw new Error(
      `config.json: ${name} must be empty or a ${scheme}: or ${scheme}s: URL, not ${JSON.stringify(value)}`,
    );
  }
  return value;
}
