import { readTrees } from '@faultmaven/config'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexObjects } from './references-index.ts'
import { indexLabels } from './references-labels.ts'
import { collectObjects, type NamedObject } from './references-objects.ts'
import { findPolicyBlocks } from './references-policies.ts'

const objectsOf = (text: string) =>
  collectObjects([
    { name: 'all.yaml', kind: 'config', head: [], trees: readTrees('all.yaml', text).trees, tables: [], series: [] },
  ])
const pod = (index: number, namespace = 'shop') => `kind: Pod
metadata: {name: p${index}, namespace: ${namespace}, labels: {app: web, nr: n${index}}}
spec: {containers: [{name: c, ports: [{containerPort: 8080, name: http}]}]}
---
`
const policy = (index: number) => `kind: NetworkPolicy
metadata: {name: np${index}, namespace: shop}
spec: {podSelector: {}, ingress: [{from: [{podSelector: {matchLabels: {app: absent}}}], ports: [{port: ${9000 + index}}]}]}
---
`
const times = (count: number, text: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => text(index)).join('')

/** Counts how often the containers of an object are read. */
function counting(objects: readonly NamedObject[]) {
  const counter = { reads: 0 }
  const counted = objects.map((object) => ({
    ...object,
    get root() {
      counter.reads += 1
      return object.root
    },
  }))
  return { counter, counted }
}

describe('findPolicyBlocks()', () => {
  test('looks at each pod a few times, not once for each policy', () => {
    const { counter, counted } = counting(objectsOf(times(200, policy) + times(200, (index) => pod(index))))
    const found = findPolicyBlocks(counted, indexObjects(counted))
    expect(found).toHaveLength(400)
    expect(found[0]?.title).toContain('pods with app=absent, which no workload here has')
    expect(found[1]?.title).toBe('NetworkPolicy np0 allows port 9000, but p0 listens on 8080')
    // A policy asks for a dozen of its own fields; 200 × 200 pods would be 40 000 reads and more.
    expect(counter.reads).toBeLessThan(400 * 20)
  })

  test('takes a port by its name for open', () => {
    const objects = objectsOf(policy(0).replace('port: 9000', 'port: http') + times(2, (index) => pod(index)))
    expect(findPolicyBlocks(objects, indexObjects(objects)).map(({ title }) => title)).toEqual([
      expect.stringContaining('which no workload here has'),
    ])
  })
})

describe('indexLabels()', () => {
  test('selects what looking at each object would select, in order', () => {
    const label = fc.constantFrom('a', 'b', 'c')
    const labels = fc.dictionary(label, label, { maxKeys: 3 }).map((one) => new Map(Object.entries(one)))
    const namespace = fc.option(fc.constantFrom('x', 'y'), { nil: undefined })
    fc.assert(
      fc.property(fc.array(fc.tuple(labels, namespace), { maxLength: 12 }), labels, namespace, (all, wanted, from) => {
        const [base] = objectsOf(pod(0))
        if (!base) throw new Error('no object')
        const { namespace: _, ...rest } = base
        const objects = all.map(([podLabels, own]) => ({ ...rest, podLabels, ...(own === undefined ? {} : { namespace: own }) }))
        const expected = objects.filter(
          (object) =>
            (from === undefined || !('namespace' in object) || object.namespace === from) &&
            [...wanted].every(([key, value]) => object.podLabels.get(key) === value),
        )
        expect(indexLabels(objects, (object) => object.podLabels).select(wanted, from)).toEqual(expected)
      }),
    )
  })
})

describe('collectObjects()', () => {
  test('takes the first 3000 items of one list as well', () => {
    const items = Array.from({ length: 3100 }, (_, index) => ({ metadata: { name: `p${index}` } }))
    expect(objectsOf(JSON.stringify({ kind: 'PodList', items }))).toHaveLength(3000)
  })
})
