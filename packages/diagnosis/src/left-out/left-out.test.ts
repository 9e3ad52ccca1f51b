import { describe, expect, it } from 'vitest'
import { leaveOut } from './left-out.ts'

describe('leaveOut()', () => {
  it('knows words of a technology as text and as patterns, under each of its names', () => {
    const { isAbout } = leaveOut('mysql')
    expect(['mariadb', '\\bInnoDB\\b', 'super[_ ]read[_ ]only', 'the MySQL server has gone away'].map(isAbout)).toEqual([
      true,
      true,
      true,
      true,
    ])
    expect(['connection refused', 'postgres', '\\bdisk\\b'].map(isAbout)).toEqual([false, false, false])
    expect(leaveOut('redis').isAbout('\\bredis')).toBe(true)
  })

  it('takes its lists of codes along and leaves those of others', () => {
    expect(['kafka-error', 'errno'].map(leaveOut('kafka').isVocabulary)).toEqual([true, false])
  })

  it('an unknown technology stands for itself; none leaves out nothing', () => {
    expect(leaveOut('frobnicate').isAbout('frobnicated: 3')).toBe(true)
    expect(leaveOut(undefined).isAbout('redis')).toBe(false)
  })
})
