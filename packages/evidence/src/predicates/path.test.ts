import type { Predicate } from '@faultmaven/contracts'
import { describe, expect, test } from 'vitest'
import { check, idOf, sourceOf, whyNot } from '../test-source.ts'

type Configured = Extract<Predicate, { name: 'configured' }>
const configured = (pointer: string, comparison: Configured['comparison'], value: Configured['value']): Predicate => ({
  name: 'configured',
  place: { sourceId: idOf(1), pointer },
  comparison,
  value,
})
const value = (pointer: string, comparison: Configured['comparison'], number: number, unit?: string): Predicate => ({
  name: 'value',
  place: { sourceId: idOf(1), pointer },
  comparison,
  number,
  ...(unit === undefined ? {} : { unit }),
})
const yaml = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
spec:
  replicas: 3
  template:
    spec:
      containers:
        - name: app
          image: "registry/app:1.2"
          resources:
            limits:
              memory: 512Mi
status:
  readyReplicas: 0
  observed: null
`
const source = sourceOf(yaml, { name: 'deployment.yaml' })

describe('configured', { timeout: 60_000 }, () => {
  test('cites the place with its line', async () => {
    expect(await check(configured('/spec/template/spec/containers/0/image', '=', 'registry/app:1.2'), source)).toMatchObject({
      outcome: 'verified',
      claim: {
        result: { value: 'registry/app:1.2' },
        citations: [
          {
            kind: 'path',
            line: 11,
            pointer: '/spec/template/spec/containers/0/image',
            quote: '          image: "registry/app:1.2"',
            sha256: source.sha256,
          },
        ],
      },
    })
  })

  test.each([
    configured('/kind', '=', 'Deployment'),
    configured('/kind', '!=', 'Service'),
    configured('/spec/replicas', '=', 3),
    configured('/spec/replicas', '>', 2),
    configured('/spec/replicas', '<=', 3),
    configured('/status/observed', '=', null),
    configured('/spec/template/spec/containers/0/resources/limits/memory', '=', '512Mi'),
    configured('/spec/template/spec/containers/0/resources/limits/memory', '<', '1024Mi'),
    configured('/spec/template/spec/containers/0/resources/limits', '!=', 'missing'),
  ])('holds: %j', async (predicate) => {
    expect(await whyNot(predicate, source)).toBeUndefined()
  })

  test.each([
    configured('/kind', '=', 'Service'),
    configured('/kind', '>', 'A'),
    configured('/spec/replicas', '=', 4),
    configured('/spec/replicas', '<', 3),
    configured('/spec', '=', 'x'),
    configured('/spec/nothing', '=', 'x'),
    configured('/status/observed', '=', 'null'),
    configured('/spec/template/spec/containers/1/image', '=', 'registry/app:1.2'),
    configured('/spec/template/spec/containers/00/image', '=', 'registry/app:1.2'),
    configured('/spec/template/spec/containers/0/resources/limits/memory', '<', '1Gi'),
    configured('kind', '=', 'Deployment'),
    configured('/spec/replicas', '<', 'missing'),
    configured('/__proto__/constructor', '!=', 'missing'),
  ])('fails: %j', async (predicate) => {
    expect(await whyNot(predicate, source)).toMatch(/^failed: /)
  })

  test('missing quotes the parent that lacks it', async () => {
    expect(await check(configured('/spec/template/spec/containers/0/resources/requests', '=', 'missing'), source)).toMatchObject({
      claim: {
        result: { found: false },
        citations: [
          {
            kind: 'path',
            pointer: '/spec/template/spec/containers/0/resources',
            quote: '            limits:',
          },
        ],
      },
    })
  })

  test('missing fails for what is there and for a place whose parent is nowhere', async () => {
    expect(await whyNot(configured('/spec/replicas', '=', 'missing'), source)).toMatch(/^failed: /)
    expect(await whyNot(configured('/invented/place', '=', 'missing'), source)).toMatch(/^failed: /)
    expect(await whyNot(configured('/kind/inside', '=', 'missing'), source)).toMatch(/^failed: /)
  })

  test('missing is undecided in a part of a document or a broken one', async () => {
    const part = sourceOf(yaml, { name: 'deployment.yaml', complete: false })
    expect(await whyNot(configured('/spec/paused', '=', 'missing'), part)).toMatch(/^undecided: /)
    const broken = sourceOf('{"a": 1, "b": {"c": 2', { name: 'x.json' })
    expect(await whyNot(configured('/b/c', '=', 2), broken)).toBeUndefined()
    expect(await whyNot(configured('/b/e', '=', 'missing'), broken)).toMatch(/^undecided: /)
    const deep = sourceOf(`${'{"a":'.repeat(120)}1${'}'.repeat(120)}`, { name: 'deep.json' })
    expect(await whyNot(configured('/a/a/b', '=', 'missing'), deep)).toMatch(/^undecided: /)
    const large = sourceOf(JSON.stringify({ a: [...Array(120_000).keys()], b: {} }), { name: 'large.json' })
    expect(await whyNot(configured('/b/c', '=', 'missing'), large)).toMatch(/^undecided: /)
  })

  test('fails for a source that is no document, or not there', async () => {
    expect(await whyNot(configured('/a', '=', 1), sourceOf('plain words\n'))).toBe('failed: "app.log" is no structured document')
    expect(await whyNot(configured('/a', '=', 1))).toMatch(/^failed: /)
  })

  test('a document of several counts its own pointer first', async () => {
    const two = sourceOf('a: 1\n---\na: 2\n', { name: 'x.yaml' })
    expect(await check(configured('/1/a', '=', 2), two)).toMatchObject({
      outcome: 'verified',
      claim: { citations: [{ line: 3 }] },
    })
    expect(await whyNot(configured('/0/a', '=', 2), two)).toMatch(/^failed: /)
  })

  test('keys with slashes and tildes are reached by their escapes', async () => {
    const odd = sourceOf('{"a/b": {"c~d": 1}}', { name: 'x.json' })
    expect(await whyNot(configured('/a~1b/c~0d', '=', 1), odd)).toBeUndefined()
  })
})

describe('value', () => {
  test('compares a number, and its unit where it has one', async () => {
    const memory = '/spec/template/spec/containers/0/resources/limits/memory'
    expect(await check(value('/status/readyReplicas', '<', 1), source)).toMatchObject({ claim: { result: { value: 0 } } })
    expect(await check(value(memory, '=', 512, 'Mi'), source)).toMatchObject({ claim: { result: { value: 512, unit: 'Mi' } } })
    expect(await whyNot(value(memory, '=', 512), source)).toBe('failed: The number there is in Mi')
    expect(await whyNot(value(memory, '=', 512, 'Gi'), source)).toMatch(/^failed: /)
    expect(await whyNot(value(memory, '>', 512, 'Mi'), source)).toMatch(/^failed: /)
  })

  test('fails for what is no number', async () => {
    expect(await whyNot(value('/kind', '=', 1), source)).toBe('failed: No number stands at that place')
    expect(await whyNot(value('/spec', '=', 1), source)).toMatch(/^failed: /)
    expect(await whyNot(value('/none', '=', 1), source)).toMatch(/^failed: /)
    expect(await whyNot(value('/spec/replicas', '=', NaN), source)).toMatch(/^failed: /)
  })
})
