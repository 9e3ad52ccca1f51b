import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readThreads } from './index.ts'

const java = (name: string, state: string, lines: readonly string[]) =>
  [
    `"${name}" #12 prio=5 os_prio=0 tid=0x00007f01 nid=0x1f runnable [0x0]`,
    `   java.lang.Thread.State: ${state}`,
    ...lines,
    '',
  ].join('\n')

describe('readThreads()', () => {
  test('jstack: states, frames innermost first, locks held and waited for', () => {
    const text = [
      java('w-1', 'BLOCKED (on object monitor)', [
        '\tat org.example.Ledger.add(Ledger.java:20)',
        '\t- waiting to lock <0x00ab> (a org.example.Ledger)',
        '\tat org.example.Api.post(Api.java:9)',
      ]),
      java('w-2', 'RUNNABLE', ['\tat org.example.Ledger.write(Ledger.java:44)', '\t- locked <0x00ab> (a org.example.Ledger)']),
      java('w-3', 'WAITING (on object monitor)', [
        '\tat java.lang.Object.wait(Native Method)',
        '\t- waiting on <0x00cd>',
        '\t- locked <0x00cd>',
      ]),
    ].join('\n')
    const [first, second, third] = readThreads(text)
    expect(first).toMatchObject({ name: 'w-1', waitsFor: { id: '0x00ab', type: 'org.example.Ledger', isMonitor: true } })
    expect(first?.frames.map((frame) => frame.text)).toEqual([
      'org.example.Ledger.add(Ledger.java:20)',
      'org.example.Api.post(Api.java:9)',
    ])
    expect(second?.holds).toEqual([{ id: '0x00ab', line: 10 }])
    // A monitor on which it waits was given up.
    expect(third?.holds).toEqual([])
  })
  test('goroutines and threads of Python', () => {
    const go = 'goroutine 7 [chan receive, 3 minutes]:\nexample.org/shop/stock.(*Store).Take(0xc000)\n\t/src/stock.go:12 +0x1\n\n'
    expect(readThreads(go.repeat(3))[0]).toMatchObject({
      name: 'goroutine 7',
      state: 'chan receive, 3 minutes',
      frames: [{ text: 'example.org/shop/stock.(*Store).Take', line: 2 }],
    })
    const python = 'Thread 0x00007f01 (most recent call first):\n  File "/app/job.py", line 8 in run\n'
    expect(readThreads(python.repeat(3))[2]?.frames).toEqual([{ text: 'run (/app/job.py:8)', line: 6 }])
  })
  test('two threads are no dump, and nothing makes it throw', () => {
    expect(readThreads(java('a', 'RUNNABLE', []).repeat(2))).toEqual([])
    fc.assert(fc.property(fc.string({ maxLength: 400 }), (text) => Array.isArray(readThreads(`goroutine 1 [x]:\n${text}`))))
  })
})
