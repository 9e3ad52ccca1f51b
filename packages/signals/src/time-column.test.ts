import { expect, test } from 'vitest'
import { readTimeColumn } from './time-column.ts'

test.each([
  ['startUnixNano', 'startunix', 1],
  ['start_time_unix_nano', 'starttimeunix', 1],
  ['durationNs', 'duration', 1],
  ['duration_ns', 'duration', 1],
  ['Duration (µs)', 'duration', 1e3],
  ['Duration (\u{3bc}s)', 'duration', 1e3],
  ['span.duration.us', 'spanduration', 1e3],
  ['duration[ms]', 'duration', 1e6],
  ['startTimeMillis', 'starttime', 1e6],
  ['duration_s', 'duration', 1e9],
  ['Duration (s)', 'duration', 1e9],
  ['durationS', 'duration', 1e9],
  ['elapsedSeconds', 'elapsed', 1e9],
  ['start_time', 'starttime', undefined],
  ['ts', 'ts', undefined],
])('readTimeColumn() of %s', (name, stem, unitNs) => {
  expect(readTimeColumn(name)).toEqual({ stem, unitNs })
})

test('readTimeColumn() takes the end of a plural for no seconds, and no unit off a name that is none', () => {
  expect(readTimeColumn('durations').stem).not.toBe('duration')
  const long = `${'_'.repeat(60_000)}s`
  expect(readTimeColumn(long)).toEqual({ stem: 's', unitNs: undefined })
})
