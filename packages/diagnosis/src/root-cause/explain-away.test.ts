import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { createEntityGraph } from './entity-graph.ts'
import type { Evidence, EvidenceKind } from './evidence.ts'
import { explainAway } from './explain-away.ts'

const graph = createEntityGraph({ entities: [], edges: [['web', 'db']], instrumented: [] })
const evidence = (entity: string, kind: EvidenceKind, nats: number, onset?: number): Evidence => ({
  entity,
  kind,
  indicator: 'latency',
  nats,
  alone: nats,
  statement: '',
  ...(onset === undefined ? {} : { onset: microseconds(onset) }),
})
function keptOf(web: Evidence, db: Evidence): number | undefined {
  const strongest = new Map([web, db].map((entry) => [entry.entity, new Map([[entry.kind, entry]])]))
  return explainAway('web', strongest, { graph, slack: 10 }).get(web.kind)
}

test('a caller keeps only what its callee does not account for', () => {
  expect(keptOf(evidence('web', 'latency', 5), evidence('db', 'latency', 4))).toBe(1)
  expect(keptOf(evidence('web', 'latency', 5), evidence('db', 'own-time', 9))).toBe(0)
  expect(keptOf(evidence('web', 'cpu', 5), evidence('db', 'cpu', 9))).toBe(5)
  expect(keptOf(evidence('web', 'latency', 5), evidence('db', 'errors', 9))).toBe(5)
})

test('what is first seen clearly later is no cause', () => {
  expect(keptOf(evidence('web', 'latency', 5, 100), evidence('db', 'latency', 5, 105))).toBe(0)
  expect(keptOf(evidence('web', 'latency', 5, 100), evidence('db', 'latency', 5, 150))).toBe(5)
})
