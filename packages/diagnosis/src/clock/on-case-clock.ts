import { microseconds, type Microseconds } from '@faultmaven/signals'
import type { ExaminedSource } from '../draft.ts'

/** The source with the times of its log's templates moved, which is all that is compared between sources. */
export function onCaseClock(source: ExaminedSource, correctionUs: number): ExaminedSource {
  const { log } = source
  if (log === undefined || correctionUs === 0) return source
  const move = (time: Microseconds) => microseconds(time + correctionUs)
  const templates = log.templates.map(({ firstTime, lastTime, ...rest }) => ({
    ...rest,
    ...(firstTime === undefined ? {} : { firstTime: move(firstTime) }),
    ...(lastTime === undefined ? {} : { lastTime: move(lastTime) }),
  }))
  return { ...source, log: { ...log, templates } }
}
