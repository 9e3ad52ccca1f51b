import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { EgressEntry, Receipt } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import * as z from 'zod/mini'
import { openSession } from '../support/client.ts'
import { startModelUpstream } from '../support/model-upstream.ts'
import { withFolder } from '../support/server.ts'
import { DEPLOYMENTS, startDeployment } from './deployment.ts'

const PASSWORD = 'tr0ub4dor-and-3'
const ADDRESS = '203.0.113.77'
const LOG = [
  '2026-11-03T03:10:00Z INFO orders started',
  `2026-11-03T03:11:00Z ERROR orders: write failed: no space left on device, client ${ADDRESS}`,
  `2026-11-03T03:11:01Z WARN orders: retry with password=${PASSWORD}`,
  '2026-11-03T03:11:02Z ERROR orders: write failed: no space left on device',
].join('\n')

/** What the investigation asks for, empty; else the name that stood for the address. */
function answer(body: string): string {
  if (body.includes('"hypotheses"')) return '{"hypotheses":[]}'
  if (body.includes('"statements"')) return '{"statements":[]}'
  return `It was ${/<IP_\d+_\d+>/.exec(body)?.[0] ?? 'nobody'}`
}

test.each(DEPLOYMENTS)('a model takes part, and nothing leaves as it was: %s', (deployment) =>
  withFolder(async (folder) => {
    const upstream = await startModelUpstream(answer)
    const models = path.join(folder, 'models.json')
    const model = { name: 'local', provider: 'openai-compatible', model: 'm', baseUrl: upstream.baseUrl, contextTokens: 32_000 }
    await writeFile(models, JSON.stringify({ models: [model] }))
    const { gateway, stop } = await startDeployment(deployment, folder, { models })
    try {
      const session = await openSession(gateway)
      const post = (body: object) =>
        session.request('/v1/chat/completions', {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ model: 'auto', messages: [{ role: 'user', content: `Who is ${ADDRESS}?` }], ...body }),
        })

      const { caseId, answer: found } = await session.ask({
        question: `Why do writes of ${ADDRESS} fail?`,
        files: [{ name: 'orders.log', content: LOG }],
      })
      expect(found.headline).toMatch(/space/i)
      expect(upstream.bodies.length).toBeGreaterThan(0)
      expect(await (await post({})).json()).toMatchObject({ choices: [{ message: { content: `It was ${ADDRESS}` } }] })
      const streamed = await (await post({ stream: true })).text()
      const said = [...streamed.matchAll(/"content":"([^"]*)"/g)].map(([, text]) => text).join('')
      expect([said, streamed.endsWith('data: [DONE]\n\n')]).toEqual([`It was ${ADDRESS}`, true])
      for (const value of [PASSWORD, ADDRESS]) expect(upstream.bodies.join('\n')).not.toContain(value)

      const listed = await (await session.request(`/v1/cases/${caseId}/egress`)).json()
      const { entries } = z.object({ entries: z.array(EgressEntry) }).parse(listed)
      const first = await (await session.request(`/v1/cases/${caseId}/egress/${entries[0]?.egressId}`)).json()
      expect(first).toEqual({ body: upstream.bodies[0] })

      const ended = await session.request(`/v1/cases/${caseId}`, { method: 'DELETE' })
      expect(Receipt.parse(await ended.json()).keysDestroyed).toEqual(['frames', 'state', 'vault'])
    } finally {
      await stop()
      await upstream.close()
    }
  }),
)
