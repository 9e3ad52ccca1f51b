import { createMemoryKeyRing } from '@faultmaven/security'
import { createMemoryKv } from '@faultmaven/storage'
import { expect, test } from 'vitest'
import { sweep } from './sweep.ts'

const nowMs = Date.UTC(2026, 10, 23)
const [alive, ended] = ['5f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10', '6f1d7a52-0f6b-4c7e-9a55-0d7b3c1f6a10']
const entry = (daysAgo: number) => `caller/${alive}/egress/${String(nowMs - daysAgo * 86_400_000).padStart(14, '0')}-0001-a`

test('sweep() removes what is over and nothing else', async () => {
  const kv = createMemoryKv()
  const keyRing = createMemoryKeyRing()
  await keyRing.create(alive)
  const kept = [
    'budget/2026-11-23/user/ada',
    `budget/life/case/${alive}`,
    entry(29),
    `caller/${alive}/vault`,
    `case/${alive}/vault`,
    'egress/x',
  ]
  const over = ['budget/2026-11-20/user/ada', entry(40), entry(31), `case/${ended}/cache/a`, `case/${ended}/vault`]
  for (const key of [...kept, ...over]) await kv.set(key, new Uint8Array([1]))
  await sweep({ kv, keyRing, nowMs, ledgerDays: 30 })
  expect((await kv.list('')).map(({ key }) => key)).toEqual(kept.toSorted())
})
