import { expect, test } from 'vitest'
import { makeFinding, makeHealthy } from '../testdata/make-finding.ts'
import { recoveryAfter } from './recovery.ts'

const at = (time: string) => ({ interval: { from: `2026-05-04T${time}Z`, to: `2026-05-04T${time}Z` } })
const trouble = makeFinding('database/read-only', { ...at('11:02:00') })
const recovered = (time: string) => ({ ...makeHealthy('connected to primary'), ...at(time), details: ['recovered'] })

test('takes the last good news after the trouble', () => {
  expect(recoveryAfter([recovered('11:03:00'), recovered('11:04:00')], trouble)?.interval?.from).toContain('11:04:00')
})

test('good news from before the trouble is no end of it', () => {
  expect(recoveryAfter([recovered('10:59:00')], trouble)).toBeUndefined()
})
