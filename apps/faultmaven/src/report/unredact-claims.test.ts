import { claimOf, SOURCE_ID } from '@faultmaven/testkit'
import { describe, expect, test } from 'vitest'
import { isWithheld, readPlaceholders, unredactClaims } from './unredact-claims.ts'

const LINE = 'Failed password for qbergstrom from 198.51.100.7 port 22'

describe('unredactClaims()', () => {
  test('reads what was withheld again from the line that is cited, and puts it wherever it stands', async () => {
    const quote = 'Failed password for <USER_1> from <IP_1_1> port 22'
    const claim = {
      ...claimOf('c-0', '<USER_1> failed', quote),
      predicate: { name: 'absent' as const, selector: { literals: ['<IP_1_1>'] } },
    }
    const asked: unknown[] = []
    const [read] = await unredactClaims([claim], async (...place) => {
      asked.push(place)
      return [LINE]
    })
    expect(asked).toEqual([[SOURCE_ID, 7, 1]])
    expect(read).toMatchObject({ text: 'qbergstrom failed', citations: [{ quote: LINE }] })
    expect(read?.predicate).toEqual({ name: 'absent', selector: { literals: ['198.51.100.7'] } })
    expect(isWithheld(read!)).toBe(false)
  })

  test('leaves what stands in no quote, or in one of another line', async () => {
    const claims = [claimOf('c-0', 'x', 'no <SECRET_1> here'), { ...claimOf('c-1', 'x'), result: { value: '<SECRET_2>' } }]
    const read = await unredactClaims(claims, async () => [LINE])
    expect(read).toEqual(claims)
    expect(read.map(isWithheld)).toEqual([true, true])
  })
})

describe('readPlaceholders()', () => {
  test.each([
    ['a=<SECRET_1>', 'a=x y', [['<SECRET_1>', 'x y']]],
    ['a=<SECRET_1>\nb', 'a=x\nb', [['<SECRET_1>', 'x']]],
    [
      '<USER_1>@<USER_2>: no',
      'ada@bob: no',
      [
        ['<USER_1>', 'ada'],
        ['<USER_2>', 'bob'],
      ],
    ],
    ['for <USER_1>', 'of ada', undefined],
    ['for <USER_1> at', 'for ada', undefined],
  ])('%j over %j', (quote, text, expected) => expect(readPlaceholders(quote, text)).toEqual(expected))

  test('takes time linear in the text, whatever the quote repeats', () => {
    const quote = '<SECRET_1>a'.repeat(2000)
    expect(readPlaceholders(quote, 'a'.repeat(1_000_000))).toHaveLength(2000)
  })
})
