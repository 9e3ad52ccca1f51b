import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { eachTerm } from './tokenize.ts'

function termsOf(text: string): string[] {
  const terms: string[] = []
  eachTerm(text, (term) => terms.push(term))
  return terms
}

describe('eachTerm()', () => {
  it('stems words', () => {
    expect(termsOf('Connections were refused')).toEqual(['connect', 'were', 'refus'])
  })
  it.each([
    ['KubePodCrashLooping', ['kubepodcrashlooping', 'kube', 'pod', 'crash', 'loop']],
    ['node_filesystem_avail_bytes', ['node_filesystem_avail_bytes', 'node', 'filesystem', 'avail', 'byte']],
    ['HTTPServer2xx', ['httpserver2xx', 'http', 'server', 'xx']],
    ['kube-scheduler', ['kube', 'schedul']],
  ])('takes %s whole and in its parts', (text, terms) => {
    expect(termsOf(text)).toEqual(terms)
  })
  it('keeps words of other scripts', () => {
    expect(termsOf('磁盘 Festplatte')).toEqual(['磁盘', 'festplatt'])
  })
  it('never throws, and gives only short lower-case terms', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (text) => {
        for (const term of termsOf(text)) expect(term.length).toBeLessThanOrEqual(200)
      }),
    )
  })
})
