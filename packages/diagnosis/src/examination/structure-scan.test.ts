import type { TreeNode } from '@faultmaven/config'
import { describe, expect, test } from 'vitest'
import { scalarAt, scanMaps } from './structure-scan.ts'

let looks = 0
function* counted<T>(from: Iterable<T>): Generator<T, undefined> {
  for (const one of from) {
    looks += 1
    yield one
  }
  return undefined
}

/** A map that counts how many of its entries are looked at one after another. */
class CountingMap extends Map<string, TreeNode> {
  override values() {
    return counted(super.values())
  }
  override keys() {
    return counted(super.keys())
  }
  override entries() {
    return counted(super.entries())
  }
  override [Symbol.iterator]() {
    return this.entries()
  }
}
const scalar = (value: string): TreeNode => ({ kind: 'scalar', value, line: 1 })
const map = (entries: readonly (readonly [string, TreeNode])[]): Extract<TreeNode, { kind: 'map' }> => {
  const counting = new CountingMap()
  for (const [key, node] of entries) counting.set(key, node)
  return { kind: 'map', entries: counting, line: 1 }
}
const many = (count: number, node: () => TreeNode) => Array.from({ length: count }, (_, index) => [`n${index}`, node()] as const)
const scan = (root: TreeNode) => {
  looks = 0
  const spots = scanMaps({ format: 'ini', pointer: '', root })
  return { spots, looks }
}

describe('scanMaps()', () => {
  const section = () => map([['k', scalar('v')]])

  test('takes the keys of alike maps, and of maps under a plural, for names', () => {
    const owners = (root: TreeNode) => scan(root).spots.map((spot) => spot.owner)
    expect(owners(map(many(2, section)))).toEqual([undefined, 'n0', 'n1'])
    expect(owners(map([['n0', section()]]))).toEqual([undefined, undefined])
    expect(owners(map([...many(2, section), ['other', map([['x', scalar('v')]])]]))).toEqual(Array(4).fill(undefined))
    expect(owners(map([...many(2, section), ['plain', scalar('v')]]))).toEqual(Array(3).fill(undefined))
    expect(owners(map([['nodes', map([...many(1, section), ['b', map([['x', scalar('v')]])], ['c', map([])]])]]))).toEqual([
      undefined,
      undefined,
      'n0',
      'b',
      undefined,
    ])
  })

  test('looks at each entry a fixed number of times, however many stand beside it', () => {
    const { spots, looks } = scan(map(many(3000, section)))
    expect(spots).toHaveLength(3001)
    expect(spots.at(-1)?.owner).toBe('n2999')
    expect(looks).toBeLessThan(3000 * 10)
  })

  test('keeps 60 000 maps and leaves out the rest', () => {
    const { spots, looks } = scan(map(many(61_000, section)))
    expect(spots).toHaveLength(60_000)
    expect(looks).toBeLessThan(61_000 * 10)
  })
})

describe('scalarAt()', () => {
  test('looks through a map once for all questions', () => {
    const { entries } = map([['Last_State', scalar('first')], ['last-state', scalar('second')], ...many(2000, () => scalar('v'))])
    looks = 0
    for (let question = 0; question < 100; question += 1) expect(scalarAt(entries, 'absent', 'lastState')?.value).toBe('first')
    expect(looks).toBeLessThan(2 * entries.size)
  })
})
