import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { layOutJson } from './lay-out-json.ts'

describe('layOutJson()', () => {
  test('gives every sample and every set of labels a line of its own', () => {
    const reply =
      '{"status":"success","data":{"result":[{"metric":{"job":"shop"},"values":[[1762139467,"0"],[1762139482,"1"]]}]}}'
    expect(layOutJson(reply).split('\n')).toEqual([
      '{',
      '  "status": "success",',
      '  "data": {',
      '    "result": [',
      '      {',
      '        "metric": {"job":"shop"},',
      '        "values": [',
      '          [1762139467,"0"],',
      '          [1762139482,"1"]',
      '        ]',
      '      }',
      '    ]',
      '  }',
      '}',
      '',
    ])
  })

  test('says the same as before, whatever it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2), (json, indent) => {
        const value: unknown = JSON.parse(json)
        expect(JSON.parse(layOutJson(JSON.stringify(value, undefined, indent)))).toEqual(value)
      }),
    )
  })

  test('keeps the digits of a number that no double holds', () => {
    expect(layOutJson('{"id": 9007199254740993123, "of": [{}]}')).toContain('9007199254740993123')
  })

  test.each(['', '{', '{"a":}', 'no json', '"a" "b"', ']', '{"a":1}}'])('refuses what is no JSON: %j', (text) =>
    expect(() => layOutJson(text)).toThrow('no JSON'),
  )

  test('refuses a million open brackets at once', () => {
    const started = performance.now()
    expect(() => layOutJson('['.repeat(1_000_000))).toThrow('nested more than 64 levels deep')
    expect(performance.now() - started).toBeLessThan(1000)
  })

  test('refuses what would become many times larger by its lines', () => {
    const values = `[${'1,'.repeat(1_500_000)}[]]`
    const nested = `${'['.repeat(40)}${values}${']'.repeat(40)}`
    expect(() => layOutJson(nested)).toThrow('too many values')
  })
})
