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
