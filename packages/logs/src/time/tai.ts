const LABEL = /@4([0-9a-f]{15})([0-9a-f]{8})?(?![\w])/y
/** TAI is ahead of UTC by this many seconds since 2017: 10 of 1972 and 27 leap seconds. */
const TAI_AHEAD = 37

/**
 * A label as multilog and s6-log write it, `@400000006641d9651c9f3f34`: TAI64N, or TAI64 without nanoseconds.
 * Since 2017; before that it is off by the leap seconds since.
 * @see https://cr.yp.to/libtai/tai64.html
 */
export function readTai(
  text: string,
  at: number,
): { readonly end: number; readonly us: number; readonly digits: number } | undefined {
  LABEL.lastIndex = at
  const found = LABEL.exec(text)
  if (found === null) return undefined
  const seconds = Number.parseInt(found[1] ?? '', 16) - TAI_AHEAD
  const nanoseconds = found[2] === undefined ? 0 : Number.parseInt(found[2], 16)
  if (nanoseconds >= 1e9) return undefined
  return { end: at + found[0].length, us: seconds * 1e6 + Math.floor(nanoseconds / 1000), digits: found[2] === undefined ? 0 : 6 }
}
