/**
 * One way of writing an instant. `layout` is read character by character:
 * `Y` four digits of a year, `y` two; `M` month 01–12, `o` the same in one or two digits, `N` its English name; `D` two digits of a day, `d` one or two with padding;
 * `W` name of a weekday; `h` hour (one or two digits), `H` exactly two; `m` and `s` two digits; `a` AM or PM; `F` a fraction that may be missing;
 * `n` a month's name in any case, in full and in several languages; `w` that of a weekday; `e` week and day (`W10-3`) and `j` day of the year, behind a year;
 * `L` the letter of a level; `Z` a zone that may be missing; `T` one of `T`, `_`, space or tab; `,` a comma that may be missing; `$` no colon; any other character is itself.
 */
export type TimeShape = {
  readonly layout: string
  /** Only believed at the very beginning of a line: elsewhere such digits are mostly something else. */
  readonly onlyFirst?: true
  /** In which order year, month and day stand where only numbers tell: the order that a source had last is tried first. */
  readonly order?: DateOrder
}

/** Order of a date in numbers: `26/03/04`, `03/04/26`, `04/03/26`. */
export type DateOrder = 'ymd' | 'mdy' | 'dmy'

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
  { layout: 'D/N/Y h:m:sFZ' },
  { layout: 'd N YTh:m:sFZ' },
  { layout: 'Y N d h:m:sFZ' },
  { layout: 'd-N-YTh:m:sFZ' },
  { layout: 'y/M/D h:m:sF', order: 'ymd' },
  { layout: 'o/d/Y, h:m:sF a', order: 'mdy' },
  { layout: 'o/d/Y, h:m a', order: 'mdy' },
  { layout: 'o/d/y, h:m:sF a', order: 'mdy' },
  { layout: 'o/d/y, h:m a', order: 'mdy' },
  { layout: 'o/d/Y, h:m:sFZ', order: 'mdy' },
  { layout: 'd/o/Y, h:m:sF a', order: 'dmy' },
  { layout: 'd/o/Y, h:m:sFZ', order: 'dmy' },
  { layout: 'o/d/y, h:m:sF', order: 'mdy' },
  { layout: 'd/o/y, h:m:sF', order: 'dmy' },
  { layout: 'o-d-Y, h:m:sFZ', order: 'mdy' },
  { layout: 'd-o-Y, h:m:sFZ', order: 'dmy' },
  { layout: 'd.o.Y, h:m:sFZ' },
  { layout: 'd.o.y, h:m:sF' },
  { layout: 'M-D h:m:sF' },
  { layout: 'M.D h:m:sF' },
  { layout: 'yMD h:m:s' },
  { layout: 'yMD  h:m:s' },
  { layout: 'yMD Hms' },
  { layout: 'yMD-h:m:sF' },
  { layout: 'Y-M-D-h:m:sF' },
  { layout: 'Y-M-DTH-m-sFZ' },
  { layout: 'Y-M-D H.m.sF' },
  { layout: 'Y-o-d h:m:sFZ' },
  { layout: 'Y/o/d h:m:sF' },
  { layout: 'Y年o月d日 h:m:sF' },
  { layout: 'Y-eTh:m:sFZ' },
  { layout: 'YeTHmsFZ' },
  { layout: 'Y-jTh:m:sFZ' },
  { layout: 'Y-n-DTh:m:sFZ' },
  { layout: 'Y n d h:m:sF' },
  { layout: 'd/N/Y h:m:sFZ' },
  { layout: 'd-n-Y h:m:sFZ' },
  { layout: 'd-n-y h:m:sF' },
  { layout: 'd-n-y h.m.sF a' },
  { layout: 'd n Y, h:m:sFZ' },
  { layout: 'd. n Y, h:m:sFZ' },
  { layout: 'Y-M-DTh:m$Z', onlyFirst: true },
  { layout: 'h:m:sF a', onlyFirst: true },
  { layout: 'h:m:sF', onlyFirst: true },
]

/** Shapes that begin with a name or, in klog, with the letter of the level. */
export const LETTER_SHAPES: readonly TimeShape[] = [
  { layout: 'N d h:m:sF YZ' },
  { layout: 'N d Y, h:m:sFZ' },
  { layout: 'N d, Y, h:m:sF a' },
  { layout: 'N d, Y, h:m:sFZ' },
  { layout: 'N d h:m:sF' },
  { layout: 'N d h:m', onlyFirst: true },
  { layout: 'W N d h:m:sF YZ' },
  { layout: 'W N d h:m:sFZ Y' },
  { layout: 'W N d h:m:sF' },
  { layout: 'W d N Y h:m:sF aZ' },
  { layout: 'W, d N Y h:m:sFZ' },
  { layout: 'W, d-N-y h:m:sFZ' },
  { layout: 'W Y-M-D h:m:sFZ' },
  { layout: 'LMD h:m:sF' },
  { layout: 'W d N h:m:sFZ Y' },
  { layout: 'w, d-n-y h:m:sFZ' },
  { layout: 'w, n d, Y, h:m:sF a' },
  { layout: 'w, n d, Y, h:m:sFZ' },
  { layout: 'n d, Y, h:m:sF a' },
  { layout: 'n d, Y, h:m:sFZ' },
  { layout: 'n d h:m:sF Y' },
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

const COUNTED_SHAPES = DIGIT_SHAPES.map((shape) => ({ shape, digits: leadingDigits(shape.layout) }))

/** Shapes by the number of digits they begin with, in order; those of another order of dates come last. */
function byDigits(order: DateOrder | undefined): readonly (readonly TimeShape[])[] {
  const isOther = ({ shape }: { shape: TimeShape }) => order !== undefined && shape.order !== undefined && shape.order !== order
  const shapes = COUNTED_SHAPES.toSorted((a, b) => Number(isOther(a)) - Number(isOther(b)))
  return Array.from({ length: MAX_DIGITS + 1 }, (_, digits) =>
    shapes.filter((counted) => counted.digits.includes(digits)).map(({ shape }) => shape),
  )
}

const SHAPES_BY_ORDER = { none: byDigits(undefined), ymd: byDigits('ymd'), mdy: byDigits('mdy'), dmy: byDigits('dmy') }

/** Shapes by the number of digits they begin with, those of the given order of dates before those of another. */
export function shapesOfDigits(order: DateOrder | undefined): readonly (readonly TimeShape[])[] {
  return SHAPES_BY_ORDER[order ?? 'none']
}
