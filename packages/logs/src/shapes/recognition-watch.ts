/** Lines that were not recognised before it is looked whether it is worth going on. */
const LOOKED_AT = 4096
/** Below this share of recognised lines it is not. */
const WORTH = 1 / 16
/** Lines that are not looked up then: at first and, as long as the next ones are no better, at most. */
const FIRST_PAUSE = 8192
const LONGEST_PAUSE = 262_144

/**
 * Tells whether lines are worth looking up among the known ones. Where hardly any is known, as in prose, scanning costs a seventh of
 * reading them and finds nothing: then a stretch goes without, and the next 4096 decide again.
 */
export function createRecognitionWatch() {
  let hits = 0
  let misses = 0
  let paused = 0
  let pause = FIRST_PAUSE
  return {
    isWorth: (): boolean => paused === 0,
    hit: (lines: number): void => {
      hits += lines
    },
    /** A line that was read in full. */
    miss: (): void => {
      if (paused > 0) {
        paused -= 1
        return
      }
      misses += 1
      if (misses < LOOKED_AT) return
      if (hits < WORTH * misses) {
        paused = pause
        pause = Math.min(2 * pause, LONGEST_PAUSE)
      } else pause = FIRST_PAUSE
      hits = misses = 0
    },
  }
}
