import { CounterClient, parseConfig, type ApiUrls } from '@tally/client';

/** The used part of a client. */
export type Counters = Pick<CounterClient, 'counter'> & Partial<Pick<CounterClient, 'prepare'>>;

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
    client = loadApi(site).then((api) => new CounterClient(api));
    clients.set(site, client);
    client.catch(() => clients.delete(site));
  }
  return client;
}

/** Reads the file `config.json` of a site. Empty URLs stand for the origin of the site. */
async function loadApi(site: string): Promise<ApiUrls> {
  const url = new URL('config.json', site);
  const answer = await fetch(url);
  if (!answer.ok) {
    throw new Error(`${url} is missing: HTTP ${answer.status}; name the site of Tally with the attribute api`);
  }
  return parseConfig((await answer.json()) as unknown, url);
}
