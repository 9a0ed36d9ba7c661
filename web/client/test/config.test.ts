import { describe, expect, test } from 'vitest';
import { parseConfig } from '../src/index.js';

describe('config.json', () => {
  test('parseConfig_empty_isTheOriginOfTheSite', () => {
    expect(parseConfig({ httpUrl: '', wsUrl: '' }, new URL('https://tally.example.com/config.json'))).toEqual({
      httpUrl: 'https://tally.example.com',
      wsUrl: 'wss://tally.example.com/ws',
    });
    const page = { origin: '', protocol: 'https:', host: 'tally.test' };
    expect(parseConfig({}, page)).toEqual({ httpUrl: '', wsUrl: 'wss://tally.test/ws' });
    expect(parseConfig(null, new URL('http://localhost:8080/config.json')).wsUrl).toBe('ws://localhost:8080/ws');
  });

  test('parseConfig_urls_areKept', () => {
    const given = { httpUrl: 'https://api.example.com/v', wsUrl: 'wss://live.example.com/live' };
    expect(parseConfig(given, new URL('https://tally.example.com/config.json'))).toEqual(given);
  });

  test.each([
    [{ httpUrl: 'api.example.com' }, 'httpUrl must be empty or a http: or https: URL, not "api.example.com"'],
    [{ wsUrl: 'https://live.example.com' }, 'wsUrl must be empty or a ws: or wss: URL'],
    [{ httpUrl: 5 }, 'not 5'],
  ])('parseConfig_%j_throwsWithTheForm', (given, message) => {
    expect(() => parseConfig(given, new URL('https://tally.example.com/config.json'))).toThrow(message);
  });
});
