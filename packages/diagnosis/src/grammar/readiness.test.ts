import { expect, test } from 'vitest'
import { isReadiness } from './readiness.ts'

test.each([
  ['database system is ready to accept connections', true],
  ['Started Billing in 4.2 seconds', true],
  ['startup complete; 12 plug-ins', true],
  ['server is not ready to accept connections', false],
  ['waiting until the server is up', false],
  ['the system is starting up', false],
])('isReadiness("%s") is %s', (text, expected) => {
  expect(isReadiness(text)).toBe(expected)
})
