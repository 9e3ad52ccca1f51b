import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { findStatement } from './find-statement.ts'
import { readLogStatements } from './read-log-statements.ts'

const shown = (text: string) => readLogStatements(text).map(({ line, call, pieces }) => `${line} ${call}: ${pieces.join(' | ')}`)

describe('readLogStatements()', () => {
  it('reads calls of loggers in the languages in common use', () => {
    expect(shown('class A {\n  void f() {\n    log.error("Cannot ship order {} to {}", id, town);\n  }\n}')).toEqual([
      '3 log.error: Cannot ship order | to',
    ])
    expect(shown('def f():\n    logger.warning(\n        f"stock of {item.name} is low",\n    )\n')).toEqual([
      '2 logger.warning: stock of | is low',
    ])
    expect(shown('console.error(`order ${id} was lost`)\nlog.info({ id }, "order accepted again")')).toEqual([
      '1 console.error: order | was lost',
      '2 log.info: order accepted again',
    ])
    expect(shown('\tlog.Printf("reload of %q failed: %v", name, err)\n\treturn fmt.Errorf("cannot reload: %w", err)')).toEqual([
      '1 log.Printf: reload of | failed:',
      '2 fmt.Errorf: cannot reload:',
    ])
    expect(shown('error!("no space left for {}", path);\npr_err("ring %d stalled badly\\n", ring);')).toEqual([
      '1 error!: no space left for',
      '2 pr_err: ring | stalled badly',
    ])
  })

  it('reads what errors are made with, and texts that are joined', () => {
    expect(shown('throw new StockException("Only " + left + " items left of " + name);')).toEqual([
      '1 new StockException: Only | items left of',
    ])
    expect(shown('raise ValueError("bad quantity: %s" % quantity)')).toEqual(['1 raise ValueError: bad quantity:'])
  })

  it('leaves definitions, comments, short texts and other calls alone', () => {
    expect(
      shown(
        'def error(message="default message"):\n# log.error("in a comment")\n// log.error("in a comment")\n/* log.error("in a comment") */\nload("some file name")\nlog.info("ok")',
      ),
    ).toEqual([])
  })

  it('keeps its lines through strings, comments and ticks that nothing closes', () => {
    expect(
      shown("fn f<'a>(x: &'a str) {\n/* two\nlines */\nlet s = `a\nb`; let it's = 1;\nlog.error(\"after all of that\")"),
    ).toEqual(['6 log.error: after all of that'])
  })

  it('reads a long line of quotes that nothing closes', () => {
    // Trying each of them again would take minutes.
    expect(shown(`${"'\\".repeat(80_000)}\nlog.error("after all of that")`)).toEqual(['2 log.error: after all of that'])
  })

  it('never throws on any text, and tells lines that exist', () => {
    const piece = fc.constantFrom(
      'log.error(',
      '"a text of words',
      '"',
      "'",
      '`',
      '/*',
      '*/',
      '//',
      '#',
      '\n',
      '(',
      ')',
      '{}',
      '%s',
      ',',
      '+',
      '\\',
    )
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ maxLength: 12 })), { maxLength: 80 }), (pieces) => {
        const text = pieces.join('')
        const lines = text.split('\n').length
        for (const { line, pieces: constant } of readLogStatements(text)) {
          expect(line).toBeGreaterThanOrEqual(1)
          expect(line).toBeLessThanOrEqual(lines)
          expect(constant.join('').length).toBeGreaterThanOrEqual(8)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('findStatement()', () => {
  const statements = readLogStatements(
    'log.error("Cannot ship order {} to {}", a, b)\nlog.error("Cannot ship order {} to {}: {}", a, b, c)\nlog.warn("same words here")\nlog.warn("same words here")',
  )

  it('tells the statement with the most constant text that fits', () => {
    expect(findStatement('Cannot ship order 7 to Oslo: closed', statements)?.line).toBe(2)
    expect(findStatement('Cannot ship order 7 to Oslo', statements)?.line).toBe(1)
  })

  it('tells none when two fit alike or none does', () => {
    expect(findStatement('same words here', statements)).toBeUndefined()
    expect(findStatement('to order 7 Cannot ship', statements)).toBeUndefined()
  })
})
