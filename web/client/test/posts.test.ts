import { afterEach, describe, expect, test, vi } from 'vitest';
import { json, platform } from './platform.js';

afterEach(() => vi.useRealTimers());

const POST = {
  id: '01a202b3-3a30-7000-b0f1-15c28f4439e0',
  title: 'A title',
  content: 'Ten characters or more.',
  createdAt: '2026-11-22T10:00:30Z',
  counter: 'updown~01a202b3-3a30-7000-b0f1-15c28f4439e0',
  count: -3,
  up: 1,
  down: 4,
  version: 5,
};

describe('posts', () => {
  test('posts_cursorAndLimit_readsThatPage', async () => {
    const { api, client } = platform();
    api.next.push(json(200, { posts: [POST], next: 'more' }));
    expect(await client.posts({ cursor: 'a b', limit: 5 })).toEqual({ posts: [POST], next: 'more' });
    expect(api.urls).toEqual(['http://tally.test/v1/posts?cursor=a+b&limit=5']);
  });

  test('posts_noQuery_readsTheFirstPage', async () => {
    const { api, client } = platform();
    api.next.push(json(200, { posts: [], next: null }));
    expect(await client.posts()).toEqual({ posts: [], next: null });
    expect(api.urls).toEqual(['http://tally.test/v1/posts']);
  });

  test.each([
    {},
    { posts: [{}], next: null },
    { posts: [{ ...POST, count: '3' }], next: null },
    { posts: [{ ...POST, counter: undefined }], next: null },
    { posts: [{ ...POST, down: null }], next: null },
    { posts: [], next: 1 },
  ])('posts_invalidAnswer_isBadAnswer %#', async (answer) => {
    const { api, client } = platform();
    api.next.push(json(200, answer));
    await expect(client.posts()).rejects.toMatchObject({ code: 'bad-answer' });
  });
});

describe('post', () => {
  test('post_known_readsIt', async () => {
    const { api, client } = platform();
    api.next.push(json(200, POST));
    expect(await client.post(POST.id)).toEqual(POST);
    expect(api.urls).toEqual([`http://tally.test/v1/posts/${POST.id}`]);
  });

  test('post_unknown_rejectsWithTheProblem', async () => {
    const { api, client } = platform();
    const problem = { type: 'urn:tally:problem:not-found', title: 'Not found', status: 404 };
    api.next.push(json(404, problem));
    await expect(client.post('x')).rejects.toMatchObject({ code: 'http', problem });
  });
});

describe('createPost', () => {
  const DRAFT = { title: POST.title, content: POST.content };

  test('createPost_twiceUnderOneId_sendsTheSameKey', async () => {
    const { api, client } = platform();
    const id = client.newPostId();
    api.next.push(new TypeError('failed'), json(202, { id }));
    await expect(client.createPost(id, DRAFT)).rejects.toMatchObject({ code: 'network' });
    await client.createPost(id, DRAFT);
    expect(api.sent.map(({ key }) => key)).toEqual([id, id]);
    expect(client.newPostId()).not.toBe(id);
  });

  test('createPost_rejectedByTheServer_rejectsWithTheProblem', async () => {
    const { api, client } = platform();
    const problem = { type: 'urn:tally:problem:invalid-field', title: 'Not valid', status: 400, field: 'title' };
    api.next.push(json(400, problem));
    await expect(client.createPost(client.newPostId(), DRAFT)).rejects.toMatchObject({ code: 'http', problem });
  });

  test('createPost_answerForAnotherPost_isBadAnswer', async () => {
    const { api, client } = platform();
    api.next.push(json(202, { id: 'another' }));
    await expect(client.createPost(client.newPostId(), DRAFT)).rejects.toMatchObject({ code: 'bad-answer' });
  });

  test('createPost_closed_rejects', async () => {
    const { client } = platform();
    client.close();
    await expect(client.createPost(POST.id, DRAFT)).rejects.toMatchObject({ code: 'closed' });
    await expect(client.posts()).rejects.toMatchObject({ code: 'closed' });
  });
});
