import type { ModelMessage } from '@faultmaven/contracts'
import { expect, test } from 'vitest'
import { withoutOwnWords } from './own-words.ts'

const messages: ModelMessage[] = [
  { role: 'system', parts: [{ origin: 'ours', text: 'Name the database.' }] },
  { role: 'user', parts: [{ origin: 'evidence', text: 'billing-3 and payments refuse ada' }] },
]
const described = [{ name: 'read_lines', description: 'Lines of a source', parameters: { type: 'object' } }]

test('names that our own words hold are no names; those of the evidence stay, whole words only', () => {
  const names = { hosts: ['Database', 'data', 'billing-3', 'payments', 'read_lines'], users: ['source', 'ada', 'hypotheses'] }
  expect(withoutOwnWords(names, { messages, described, output: { name: 'hypotheses' } })).toEqual({
    hosts: ['data', 'billing-3', 'payments'],
    users: ['ada'],
  })
})
