import { expect, test } from 'vitest'
import { createRecognitionWatch } from './recognition-watch.ts'

function missed(watch: ReturnType<typeof createRecognitionWatch>, lines: number): number {
  let sought = 0
  for (let line = 0; line < lines; line++) {
    if (watch.isWorth()) sought += 1
    watch.miss()
  }
  return sought
}

test('where no line is known most are not looked up', () => {
  expect(missed(createRecognitionWatch(), 1_000_000)).toBeLessThan(40_000)
})
test('where one in ten is known all are', () => {
  const watch = createRecognitionWatch()
  for (let turn = 0; turn < 1000; turn++) {
    watch.hit(1)
    expect(missed(watch, 9)).toBe(9)
  }
})
test('after a pause the lines decide again', () => {
  const watch = createRecognitionWatch()
  missed(watch, 4096 + 8192)
  expect(watch.isWorth()).toBe(true)
  watch.hit(4096)
  expect(missed(watch, 4096)).toBe(4096)
  expect(watch.isWorth()).toBe(true)
})
