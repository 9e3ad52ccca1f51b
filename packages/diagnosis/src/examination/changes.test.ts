import { readTables } from '@faultmaven/commands'
import { readTrees } from '@faultmaven/config'
import { describe, expect, test } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { readChange } from './changes-words.ts'
import { findChanges } from './changes.ts'

const source = (text: string, name: string): ExaminedSource => {
  const { trees } = readTrees(name, text)
  return { name, kind: 'unknown', head: [], trees, tables: trees.length > 0 ? [] : readTables(text), series: [] }
}
const events = (entries: readonly Record<string, unknown>[]) =>
  source(JSON.stringify({ events: entries }, undefined, 1), 'events.json')

describe('findChanges()', () => {
  const warning = { time: '2026-03-01T10:05:00Z', type: 'Warning', reason: 'Unhealthy', message: 'Readiness probe failed' }
  test('orders a rollout against the first trouble', () => {
    const rollout = { time: '2026-03-01T10:02:00Z', type: 'Normal', service: 'checkout', message: 'Deployed version 2.4.0' }
    const late = { time: '2026-03-01T10:20:00Z', type: 'Normal', service: 'checkout', message: 'Configuration updated by ops' }
    const found = findChanges([events([late, rollout, warning])])
    expect(found.map((finding) => finding.title)).toEqual([
      'checkout: Deployed version 2.4.0 (3 min before the first error)',
      'checkout: Configuration updated by ops (15 min after the first error)',
    ])
    expect(found[0]).toMatchObject({
      kind: 'change',
      interval: { from: '2026-03-01T10:02:00.000000Z' },
      fault: { mechanism: 'deployment/changed', entity: 'checkout' },
      score: 0.5,
    })
    expect(found[1]?.score).toBeLessThan(0.2)
  })
  test('reads histories and events in tables', () => {
    const history = `REVISION   UPDATED                    STATUS       CHART       APP VERSION   DESCRIPTION
1          2026-03-01T09:00:00Z       superseded   web-1.0.0   1.0           Install complete
2          2026-03-01T10:04:00Z       deployed     web-1.1.0   1.1           Upgrade complete
`
    const found = findChanges([source(history, 'history.txt'), events([warning])])
    expect(found.map((finding) => [finding.places[0]?.line, finding.details])).toEqual([
      [3, ['rollout', '60 s before the first error']],
      [2, ['rollout', '65 min before the first error']],
    ])
  })
  test('what is wanted or failed is no change', () => {
    expect(findChanges([source('kind: X\nmetadata: {name: a}\nspec:\n  message: Configuration updated\n', 'x.yaml')])).toEqual([])
    expect(readChange('failed to apply configuration update')).toBeUndefined()
    expect(readChange('Please restart after you changed the configuration')).toBeUndefined()
  })
})

describe('readChange()', () => {
  test.each([
    ['Scaled up replica set web-7d to 3 (ScalingReplicaSet)', 'rollout'],
    ['starting till version=3.2.0 (was 3.1.7) receipts=true', 'rollout'],
    ['agent release v1.9.2 -> v1.10.0', 'rollout'],
    ['feature flag new-checkout enabled for 100%', 'flag'],
    ['Running database migration 0042_add_column', 'schema'],
    ['security group rule modified by admin', 'configuration'],
    ['TLS certificate rotated', 'credentials'],
    ['Autoscaler scaled out from 3 to 6 instances', 'scale'],
    ['node n3 drained', 'maintenance'],
  ] as const)('%s', (text, kind) => {
    expect(readChange(text)?.kind).toBe(kind)
  })
  test.each([
    'GET /config 200',
    'connection refused',
    'user changed page',
    'request completed in 3 ms',
    'Update the token or change the configuration',
  ])('%s is none', (text) => {
    expect(readChange(text)).toBeUndefined()
  })
})
