import { microseconds } from '@faultmaven/signals'
import { expect, test } from 'vitest'
import { isFaulty, kindOfMessage } from './log-message.ts'

test('messages that differ in what varies are of one kind', () => {
  expect(kindOfMessage('12:00:01 ERROR cannot reach 10.0.0.7 after 3 attempts, user=814')).toBe(
    kindOfMessage('12:00:09 ERROR cannot reach 10.0.0.9 after 5 attempts, user=77'),
  )
  expect(kindOfMessage('ERROR disk full')).not.toBe(kindOfMessage('ERROR disk slow'))
})

test('where the logger writes the place of its statement, the place decides', () => {
  expect(kindOfMessage('INFO c.a.Basket#41 3 items')).toBe('INFO c.a.Basket#41')
  expect(kindOfMessage('WARN basket.go:41 3 items')).toBe('WARN basket.go:41')
})

test('a record is faulty by its severity or, without one, by its level', () => {
  const log = { entity: 'a', time: microseconds(0), message: 'ERROR no' }
  expect(isFaulty(log)).toBe(true)
  expect(isFaulty({ ...log, severity: 'info' })).toBe(false)
  expect(isFaulty({ ...log, message: 'INFO no ERROR-prone part', severity: 'fatal' })).toBe(true)
  expect(isFaulty({ ...log, message: 'INFO errors: 0' })).toBe(false)
})
