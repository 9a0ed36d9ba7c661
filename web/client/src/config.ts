/** The URLs of the APIs. */
export interface ApiUrls {
  readonly httpUrl: string;
  readonly wsUrl: string;
}

/**
 * Returns the URLs in a `config.json` of a site. Empty URLs stand for the origin of the site.
 *
 * @param given the parsed file
 * @param site the site's URL; an empty origin keeps an empty `httpUrl`
 * @throws Error that names the fault and its correction
 */
export function parseConfig(
  given: unknown,
  { origin, protocol, host }: Pick<URL, 'origin' | 'protocol' | 'host'>,
): ApiUrls {
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
