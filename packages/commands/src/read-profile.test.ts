import { describe, expect, test } from 'vitest'
import { readProfile } from './index.ts'

describe('readProfile()', () => {
  test('V8: sections are one list, the bottom-up tree gives the callers', () => {
    const text = `Statistical profiling result from v8.log, (1000 ticks, 0 unaccounted, 0 excluded).

 [Shared libraries]:
   ticks  total  nonlib   name
     50    5.0%          /usr/bin/node

 [JavaScript]:
   ticks  total  nonlib   name
    900   90.0%   94.7%  LazyCompile: *sortAll /srv/app/rank.js:10:3

 [Summary]:
   ticks  total  nonlib   name
    950   95.0%  100.0%  JavaScript

 [Bottom up (heavy) profile]:
   ticks parent  name
    900   90.0%  LazyCompile: *sortAll /srv/app/rank.js:10:3
    880   97.8%    LazyCompile: *search /srv/app/api.js:4:1
`
    const profile = readProfile(text)
    expect(profile?.entries.map(({ percent, line }) => [percent, line])).toEqual([
      [90, 9],
      [5, 5],
    ])
    expect(profile?.callers).toEqual([{ name: 'LazyCompile: *search /srv/app/api.js:4:1', percent: 97.8, line: 18 }])
  })
  test('pprof, perf and hot threads', () => {
    const pprof = '      flat  flat%   sum%        cum   cum%\n     4.1s 82.00% 82.00%      4.2s 84.00%  example.org/x.Hash\n'
    expect(readProfile(pprof)?.entries).toEqual([{ name: 'example.org/x.Hash', percent: 82, line: 2 }])
    const perf = '# Overhead  Command  Shared Object      Symbol\n    61.20%  app      [kernel.kallsyms]  [k] compact_zone\n'
    expect(readProfile(perf)?.entries).toEqual([{ name: 'compact_zone', percent: 61.2, line: 2 }])
    const hot =
      "   98.0% (490ms out of 500ms) cpu usage by thread 'es[n1][search][T#1]'\n     org.example.Slow.run(Slow.java:3)\n"
    expect(readProfile(hot)).toMatchObject({
      entries: [{ percent: 98, line: 1 }],
      callers: [{ name: 'org.example.Slow.run', line: 2 }],
    })
    expect(readProfile('ticks of the clock\n')).toBeUndefined()
  })
})
