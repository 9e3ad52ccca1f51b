import { expect, test } from 'vitest'
import { openVault } from './vault.ts'

test('openVault() counts on in each network of a vault that was written down', () => {
  const first = openVault()
  for (const address of ['10.0.0.1', '10.0.1.1', '10.0.0.2']) first.placeholderFor('IP', address)
  const { placeholderFor } = openVault(first.snapshot())
  expect(['10.0.1.1', '10.0.1.2', '10.0.0.3', '10.0.2.1'].map((address) => placeholderFor('IP', address))).toEqual([
    '<IP_2_1>',
    '<IP_2_2>',
    '<IP_1_3>',
    '<IP_3_1>',
  ])
})

test('openVault() keeps values of two types apart', () => {
  const { placeholderFor } = openVault()
  expect([placeholderFor('USER', 'orders'), placeholderFor('HOST', 'orders')]).toEqual(['<USER_1>', '<HOST_1>'])
})

test('gives out places in 200,000 networks, counting on from the highest', () => {
  const addresses = Array.from({ length: 200_000 }, (_, at) => `${at >> 16}.${(at >> 8) & 255}.${at & 255}.7`)
  const { placeholderFor, snapshot } = openVault()
  for (const address of addresses) placeholderFor('IP', address)
  const again = openVault(snapshot())
  expect(again.placeholderFor('IP', '198.51.100.9')).toBe('<IP_200001_1>')
  expect(again.placeholderFor('IP', addresses[99]!)).toBe('<IP_100_1>')
})
