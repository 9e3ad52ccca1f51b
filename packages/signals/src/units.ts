/** Instant as Unix microseconds in a number: exact until the year 2255. */
export type Microseconds = number & { readonly __brand: 'us' }

/** Brands a number that the caller knows to be Unix microseconds. */
export function microseconds(value: number): Microseconds {
  // A brand exists for the compiler only: any number will do at run time.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return value as Microseconds
}

/** 2001-09-09: what stands before it is a time of day alone, or none at all. */
const FIRST_DATE = 1e15

/** Whether an instant says its day. */
export function hasDate(time: Microseconds): boolean {
  return time >= FIRST_DATE
}

/** ISO 8601 in UTC with six decimals, `2026-11-22T03:12:07.006994Z`. */
export function toInstant(time: Microseconds): string {
  const ms = Math.floor(time / 1000)
  const rest = String(time - ms * 1000).padStart(3, '0')
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}Z`
}

/** Inverse of {@link toInstant}; takes any ISO 8601 text that ends in `Z`. */
export function fromInstant(instant: string): Microseconds {
  const fraction = /\.(\d{1,6})Z$/.exec(instant)?.[1] ?? ''
  const seconds = Date.parse(instant.replace(/\.\d+Z$/, 'Z'))
  return microseconds(seconds * 1000 + Number(fraction.padEnd(6, '0')))
}
