import { describe, expect, it } from 'vitest';
import { parseApi } from '../src/api.js';

describe('config.json', () => {
  it('with empty URLs stands for the origin of the site', () => {
    expect(parseApi({ httpUrl: '', wsUrl: '' }, new URL('https://tally.example.com/config.json'))).toEqual({
      httpUrl: 'https://tally.example.com',
      wsUrl: 'wss://tally.example.com/ws',
    });
    expect(parseApi(null, new URL('http://localhost:8080/config.json')).wsUrl).toBe('ws://localhost:8080/ws');
  });

  it('with URLs names them', () => {
    const given = { httpUrl: 'https://api.example.com/v', wsUrl: 'wss://live.example.com/live' };
    expect(parseApi(given, new URL('https://tally.example.com/config.json'))).toEqual(given);
  });

  it.each([
    [{ httpUrl: 'api.example.com' }, 'httpUrl must be empty or a http: or https: URL, not "api.example.com"'],
    [{ wsUrl: 'https://live.example.com' }, 'wsUrl must be empty or a ws: or wss: URL'],
    [{ httpUrl: 5 }, 'not 5'],
  ])('with %j is an error that names the form', (given, message) => {
    expect(() => parseApi(given, new URL('https://tally.example.com/config.json'))).toThrow(message);
  });
});
