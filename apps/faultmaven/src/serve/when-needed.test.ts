import { contract, stream, unary } from '@faultmaven/contracts'
import { createInProcessClient, type Handlers, systemContext } from '@faultmaven/rpc'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { startWhenNeeded } from './when-needed.ts'

const counting = contract({
  name: 'counting',
  version: '1',
  operations: {
    next: unary({
      method: 'POST',
      path: '/v1/next',
      summary: 'Counts on.',
      scope: 'public',
      idempotent: false,
      input: z.object({ by: z.number() }),
      output: z.object({ count: z.number() }),
    }),
    upTo: stream({
      method: 'GET',
      path: '/v1/up-to/{most}',
      summary: 'Counts.',
      scope: 'public',
      input: z.object({ most: z.number() }),
      event: z.object({ count: z.number() }),
    }),
  },
})

function countingRole(failures = 0) {
  const seen: string[] = []
  let count = 0
  const handlers: Handlers<typeof counting> = {
    next: async ({ by }) => ({ count: (count += by) }),
    async *upTo({ most }) {
      for (let at = 1; at <= most; at += 1) yield { count: at }
    },
  }
  const start = async () => {
    seen.push('start')
    if (seen.length <= failures) throw new Error('The disk is away')
    return { handlers, close: async () => void seen.push('close') }
  }
  const role = startWhenNeeded(counting, start)
  return { seen, role, client: createInProcessClient(counting, role.handlers) }
}

test('a role starts with its first calls, once, and answers them', async () => {
  const { seen, role, client } = countingRole()
  expect(seen).toEqual([])
  const counts = async () => {
    const all: number[] = []
    for await (const { count } of client.upTo({ most: 3 }, systemContext())) all.push(count)
    return all
  }
  expect(await Promise.all([client.next({ by: 2 }, systemContext()), counts()])).toEqual([{ count: 2 }, [1, 2, 3]])
  expect(await client.next({ by: 3 }, systemContext())).toEqual({ count: 5 })
  await role.close()
  expect(seen).toEqual(['start', 'close'])
})

test('one that was never needed is not started to be closed', async () => {
  const { seen, role } = countingRole()
  await role.close()
  expect(seen).toEqual([])
})

test('a start that fails is tried again by the next call', async () => {
  const { seen, role, client } = countingRole(1)
  await expect(client.next({ by: 1 }, systemContext())).rejects.toMatchObject({ code: 'service.internal' })
  expect(await client.next({ by: 1 }, systemContext())).toEqual({ count: 1 })
  await role.close()
  expect(seen).toEqual(['start', 'start', 'close'])
})
