/**
 * One way of writing an instant. `layout` is read character by character:
 * `Y` four digits of a year, `y` two; `M` month 01–12, `o` the same in one or two digits, `N` its English name; `D` two digits of a day, `d` one or two with padding;
 * `W` name of a weekday; `h` hour (one or two digits), `H` exactly two; `m` and `s` two digits; `a` AM or PM; `F` a fraction that may be missing;
 * `L` the letter of a level; `Z` a zone that may be missing; `T` one of `T`, `_` or space; `,` a comma that may be missing; any other character is itself.
 */
export type TimeShape = {
  readonly layout: string
  /** Only believed at the very beginning of a line: elsewhere such digits are mostly something else. */
  readonly onlyFirst?: true
  /** Tells the same digits from another shape with day and month exchanged: what a source had last is tried first. */
  readonly isDayOrMonth?: true
}

/** All shapes but epochs; of several that fit at one place the first wins, so the longer ones stand first. */
const DIGIT_SHAPES: readonly TimeShape[] = [
  { layout: 'Y-M-DTh:m:sFZ' },
  { layout: 'Y-M-D  h:m:sFZ' },
  { layout: 'Y/M/DTh:m:sFZ' },
  { layout: 'Y.M.DTh:m:sFZ' },
  { layout: 'Y-M-D-H.m.sF' },
  { layout: 'Y/M/D-h:m:sFZ' },
  { layout: 'YMDTHmsFZ' },
  { layout: 'YMDTh:m:sF' },
  { layout: 'YMD-h:m:sF' },
  { layout: 'YMD-HmsF' },
  { layout: 'YMDHmsF' },
  { layout: 'D/N/Y:h:m:sFZ' },
  { layout: 'd N YTh:m:sFZ' },
  { layout: 'd-N-YTh:m:sFZ' },
  { layout: 'y/M/D h:m:sF' },
  { layout: 'o/d/Y, h:m:s a' },
  { layout: 'o/d/Y, h:m a' },
  { layout: 'o/d/y, h:m:s a' },
  { layout: 'o/d/y, h:m a' },
  { layout: 'M/D/Y, h:m:sF', isDayOrMonth: true },
  { layout: 'D/M/Y, h:m:sF', isDayOrMonth: true },
  { layout: 'D.M.Y, h:m:sF' },
  { layout: 'M-D h:m:sF' },
  { layout: 'M.D h:m:sF' },
  { layout: 'yMD h:m:s' },
  { layout: 'yMD  h:m:s' },
  { layout: 'yMD Hms' },
  { layout: 'h:m:sF', onlyFirst: true },
]

/** Shapes that begin with a name or, in klog, with the letter of the level. */
export const LETTER_SHAPES: readonly TimeShape[] = [
  { layout: 'N d h:m:sF YZ' },
  { layout: 'N d Y, h:m:sFZ' },
  { layout: 'N d, Y, h:m:s a' },
  { layout: 'N d, Y, h:m:sFZ' },
  { layout: 'N d h:m:sF' },
  { layout: 'W N d h:m:sF YZ' },
  { layout: 'W N d h:m:sFZ Y' },
  { layout: 'W N d h:m:sF' },
  { layout: 'W, d N Y h:m:sFZ' },
  { layout: 'W, d-N-y h:m:sFZ' },
  { layout: 'W Y-M-D h:m:sFZ' },
  { layout: 'LMD h:m:sF' },
]

const MAX_DIGITS = 14
const DIGITS: Readonly<Record<string, readonly number[]>> = {
  Y: [4],
  y: [2],
  M: [2],
  D: [2],
  H: [2],
  m: [2],
  s: [2],
  o: [1, 2],
  d: [1, 2],
  h: [1, 2],
}

/** How many digits a stamp of a layout may begin with. */
function leadingDigits(layout: string): number[] {
  let counts = [0]
  for (const symbol of layout) {
    const more = DIGITS[symbol]
    if (more === undefined) break
    counts = counts.flatMap((count) => more.map((digits) => count + digits))
  }
  return counts
}

/** Shapes by the number of digits they begin with, in order. */
export const SHAPES_OF_DIGITS: readonly (readonly TimeShape[])[] = Array.from({ length: MAX_DIGITS + 1 }, (_, digits) =>
  DIGIT_SHAPES.filter(({ layout }) => leadingDigits(layout).includes(digits)),
)
