// oxlint-disable no-extend-native typescript/unbound-method -- to count what detectors read, the functions that read must be in the count
import { describe, expect, test } from 'vitest'
import { DIGITS, type Detector } from './detector.ts'
import { ALL_DETECTORS } from './detectors/all-detectors.ts'
import { createScanner } from './scanner.ts'

const LINE_LENGTH = 4_096
/** Steps that each character of a hostile line may cost one detector. The clock is no measure: it depends on who else is working. */
const STEPS_PER_CHARACTER = 200

describe.each(ALL_DETECTORS.map((detector) => [detector.name, detector] as const))('%s', (_, detector) => {
  test('takes a bounded number of steps for each character of a hostile line', () => {
    const scan = createScanner([detector])
    const slow = hostileUnits(detector).filter((unit) => {
      const line = unit.repeat(Math.ceil(LINE_LENGTH / unit.length))
      const { steps, unbounded } = countSteps(() => scan(line, () => {}))
      return unbounded.length > 0 || steps / line.length > STEPS_PER_CHARACTER
    })
    expect(slow).toEqual([])
  })
})

test('a detector that reads to the end of the text from each of its anchors is told', () => {
  const pattern = /a*$/y
  const find: Detector['find'] = (text, start) => {
    pattern.lastIndex = start
    pattern.exec(text)
    return undefined
  }
  const scan = createScanner([{ ...ALL_DETECTORS[0]!, anchors: ['a'], find }])
  const { steps, unbounded } = countSteps(() => scan('a'.repeat(LINE_LENGTH), () => {}))
  expect(steps / LINE_LENGTH).toBeGreaterThan(STEPS_PER_CHARACTER)
  expect(unbounded).toEqual(['a*$'])
})

/**
 * Counts what is read: one for each character code and each call of a pattern, and one for each character that a pattern matched or, where
 * it is not sticky, was given. Sticky patterns must repeat a bounded number of times, as then each is done after a bounded number of steps.
 */
function countSteps(run: () => unknown): { readonly steps: number; readonly unbounded: readonly string[] } {
  const { exec } = RegExp.prototype
  const { charCodeAt } = String.prototype
  let steps = 0
  const sticky = new Set<RegExp>()
  RegExp.prototype.exec = function (text) {
    const found = exec.call(this, text)
    steps += this.sticky ? 1 + (found?.[0].length ?? 0) : text.length
    if (this.sticky) sticky.add(this)
    return found
  }
  String.prototype.charCodeAt = function (at) {
    steps++
    return charCodeAt.call(this, at)
  }
  try {
    run()
  } finally {
    RegExp.prototype.exec = exec
    String.prototype.charCodeAt = charCodeAt
  }
  return { steps, unbounded: [...sticky].map(({ source }) => source).filter(repeatsWithoutBound) }
}

/** Whether the pattern has a repeat without upper bound outside of a class of characters. */
function repeatsWithoutBound(source: string): boolean {
  const withoutClasses = source.replaceAll(/\\./g, 'x').replaceAll(/\[[^\]]*\]/g, 'x')
  return /[*+]|\{\d+,\}/.test(withoutClasses)
}

function hostileUnits({ anchors, samples }: Detector): string[] {
  const words = anchors.flatMap((anchor) => (anchor === DIGITS ? ['1', '12.', '4111 '] : [anchor, anchor.toUpperCase()]))
  const values = samples.found.map((sample) => sample.replaceAll(/[⟦⟧]/g, ''))
  const pieces = [...words, ...values, ...values.map((value) => value.slice(0, -2)), ...samples.left]
  return pieces.flatMap((piece) => ['', ' ', '-', '=', ':a1'].map((joint) => piece + joint))
}
