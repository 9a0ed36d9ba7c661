import { expect, test } from 'vitest';
import { ClickStore } from '../src/click-store.js';
import { openClick } from '../src/counter-state.js';
import { environment } from '../src/environment.js';
import { Outbox } from '../src/outbox.js';
import { EPOCH, RECEIPT } from './platform.js';

test.each(['accepted', 'refused'] as const)('add_whileAnotherClickIs_%s_sendsEachClickOnce', async (kind) => {
  const sent: string[] = [];
  const env = environment({ storage: null }, () => {});
  const ids = ['01a202b3-3a30-7000-bd9f-b08f98825572', '01a202b3-3a30-7000-bd9f-b08f98825573'];
  const outbox = new Outbox({
    env,
    store: new ClickStore(env, ''),
    counters: { restore: () => {}, accept: () => {}, drop: () => {} },
    retryWindowMs: Infinity,
    correction: { setClock: () => {} },
    send: async ({ clickId }) => {
      sent.push(clickId);
      return kind === 'accepted'
        ? { kind, acceptedAt: '2026-11-22T10:00:00.000Z', epoch: EPOCH, receipt: RECEIPT }
        : { kind, problem: { type: 'about:blank', title: 'No', status: 400 }, serverTime: undefined };
    },
    onOutcome: () => {},
    onDelivery: () => {},
  });
  const outcome = new Promise((resolve) => {
    outbox.add(ids[0]!, openClick('likes', 1), () => outbox.add(ids[1]!, openClick('likes', 1), resolve));
  });
  expect(await outcome).toMatchObject({ clickId: ids[1], outcome: kind });
  await Promise.resolve();
  expect(sent).toEqual(ids);
  outbox.close();
});
