const DAY_MS = 86_400_000
/** Providers change prices a few times a year. */
const OLD_DAYS = 180

/** Whole days since the day on which a price was read, and whether that is so long ago that it should be read again. */
export function priceAge(date: string, nowMs: number): { readonly days: number; readonly isOld: boolean } {
  const days = Math.max(0, Math.floor((nowMs - Date.parse(date)) / DAY_MS))
  return { days, isOld: days > OLD_DAYS }
}
