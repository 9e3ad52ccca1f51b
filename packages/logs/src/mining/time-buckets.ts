/** Most buckets of a histogram. */
export const MAX_BUCKETS = 240
/** 1 ms in microseconds: narrower buckets would show the clock, not the load. */
const MIN_WIDTH_US = 1000

/** What stood in bucket `at` now stands in `Math.floor((at + shift) / factor)`; `used` are the buckets that were in use. */
export type Refold = { readonly used: number; readonly shift: number; readonly factor: 1 | 2 }

/**
 * A scale of at most 240 equal buckets for instants that arrive in any order. The width starts at 1 ms and doubles when an instant falls
 * outside.
 *
 * @param onRefold moves what was counted to where it belongs
 */
export function createTimeBuckets(onRefold: (refold: Refold) => void) {
  let from = NaN
  let width = MIN_WIDTH_US
  let used = 0

  const fold = (shift: number, factor: 1 | 2) => {
    onRefold({ used, shift, factor })
    used = Math.ceil((used + shift) / factor)
  }
  /** Buckets of the doubled width begin at multiples of it, so that always two whole ones fall into one. */
  const widen = () => {
    const aligned = Math.floor(from / (2 * width)) * 2 * width
    fold(aligned === from ? 0 : 1, 2)
    from = aligned
    width *= 2
  }
  /** Index of the bucket of an instant in microseconds. */
  const indexOf = (time: number): number => {
    if (Number.isNaN(from)) from = Math.floor(time / width) * width
    while (time < from) {
      const missing = Math.ceil((from - time) / width)
      if (used + missing <= MAX_BUCKETS) {
        fold(missing, 1)
        from -= missing * width
      } else widen()
    }
    let at = Math.floor((time - from) / width)
    while (at >= MAX_BUCKETS) {
      widen()
      at = Math.floor((time - from) / width)
    }
    if (at >= used) used = at + 1
    return at
  }
  return {
    indexOf,
    /** Where the first bucket begins, undefined before the first instant. */
    from: () => (Number.isNaN(from) ? undefined : from),
    width: () => width,
    used: () => used,
  }
}
