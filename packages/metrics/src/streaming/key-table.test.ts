import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeyTable } from './key-table.ts'

const bytesOf = (text: string) => Buffer.from(text)
function add<T>(table: KeyTable<T>, key: Uint8Array, value: T): void {
  table.add(key, { from: 0, to: key.length, value })
}

describe('KeyTable', () => {
  test('finds what was added by the same bytes, wherever they stand', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ maxLength: 8 }), { maxLength: 40 }), (names) => {
        const table = new KeyTable<number>()
        for (const [value, name] of names.entries()) add(table, bytesOf(name), value)
        for (const [value, name] of names.entries()) {
          const among = bytesOf(`,${name},`)
          expect(table.find(among, 1, among.length - 1)).toBe(value)
        }
      }),
    )
  })
  test('remembers no key of more than 4 KiB', () => {
    const table = new KeyTable<number>()
    add(table, new Uint8Array(4097), 1)
    expect(table.find(new Uint8Array(4097), 0, 4097)).toBeUndefined()
    add(table, new Uint8Array(4096), 2)
    expect(table.find(new Uint8Array(4096), 0, 4096)).toBe(2)
  })
  test('is full at 16 MiB of keys', () => {
    const table = new KeyTable<number>()
    const key = new Uint8Array(4096)
    let kept = 0
    for (; kept < 10_000 && table.hasRoom(key.length); kept += 1) {
      new DataView(key.buffer).setInt32(0, kept)
      add(table, key, kept)
    }
    expect(kept).toBe(4096)
    new DataView(key.buffer).setInt32(0, kept)
    add(table, key, kept)
    expect(table.find(key, 0, key.length)).toBeUndefined()
  })
  test('keeps keys that are changed afterwards where they came from', () => {
    const table = new KeyTable<number>()
    const key = bytesOf('web-1')
    add(table, key, 1)
    key.fill(0)
    expect(table.find(bytesOf('web-1'), 0, 5)).toBe(1)
  })
  test('hashes with another secret in each table', () => {
    const secrets = Array.from({ length: 8 }, () => Reflect.get(new KeyTable<number>(), 'secret') as number)
    expect(new Set(secrets).size).toBeGreaterThan(1)
  })
})
