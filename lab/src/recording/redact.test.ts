import { expect, test } from 'vitest'
import { redact, withoutLab } from './redact.ts'

test('a name of the machine leaves no part of it behind', () => {
  const redactions = [
    ['build-box', 'node-1'],
    ['build-box.example.net', 'node-1.shop.internal'],
    ['6.1', '9'],
  ] as const
  expect(redact('Linux build-box.example.net (build-box) 6.1.0', redactions)).toBe('Linux node-1.shop.internal (node-1) 9.0')
})

test('needles too short to be a name are left alone', () => {
  expect(redact('vm.swappiness = 1', [['vm', 'node-1']])).toBe('vm.swappiness = 1')
})

test('lines about the plumbing of the lab are dropped, those of the programs stay', () => {
  const text = 'tmpfs 6G /lab/out\nLISTEN 10.20.0.50:9100\nLISTEN 10.20.0.23:6379\n'
  expect(withoutLab(text)).toBe('LISTEN 10.20.0.23:6379\n')
})
