/** The date of a stamp, as far as it was read. */
type WrittenDate = { year: number; month: number; day: number; isOutside: boolean }

/** First letters of month names without accents, as English, German, French, Spanish, Portuguese, Italian and Dutch write them. */
const MONTHS = [
  'jan ene gen',
  'feb fev',
  'mar mrz mrt',
  'apr abr avr',
  'may mai mag mei',
  'jun juin giu',
  'jul juil lug',
  'aug ago aou',
  'sep set',
  'oct okt ott out',
  'nov',
  'dec dez dic',
]
const MONTH_OF = new Map(MONTHS.flatMap((names, index) => names.split(' ').map((name) => [name, index + 1] as const)))
const NAME = /[\p{L}]{3,10}/uy
const WEEKDAY = /(?:mon|tue|wed|thu|fri|sat|sun)[a-z]{0,6}/iy

/** `March`, `MAR`, `März`, `janv.`: sets the month. @returns where it ends, or -1 */
export function readMonthName(text: string, at: number, into: WrittenDate): number {
  NAME.lastIndex = at
  const name = NAME.exec(text)?.[0]
  if (name === undefined) return -1
  const plain = name.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase()
  into.month = MONTH_OF.get(plain.slice(0, 4)) ?? MONTH_OF.get(plain.slice(0, 3)) ?? 0
  const end = at + name.length
  if (into.month === 0) return -1
  return text.charCodeAt(end) === 46 ? end + 1 : end
}

/** `Wednesday` or `WED`. @returns where it ends, or -1 */
export function readWeekdayName(text: string, at: number): number {
  WEEKDAY.lastIndex = at
  const name = WEEKDAY.exec(text)?.[0]
  return name === undefined ? -1 : at + name.length
}

/** `W10-3` or `W103` behind a year that was read: sets month and day. @see ISO 8601-1:2019 §5.2.3 */
export function readWeekDate(text: string, at: number, into: WrittenDate): number {
  const found = /^W(\d\d)-?(\d)(?!\d)/.exec(text.slice(at, at + 6))
  if (found === null) return -1
  const [week, weekday] = [Number(found[1]), Number(found[2])]
  if (week < 1 || week > 53 || weekday < 1 || weekday > 7) into.isOutside = true
  const fourth = new Date(Date.UTC(into.year, 0, 4))
  // The week of 4 January is the first; Sunday is its last day.
  const dayOfYear = 4 - (fourth.getUTCDay() || 7) + (week - 1) * 7 + weekday
  setDayOfYear(dayOfYear, into)
  return at + found[0].length
}

/** Three digits of the day of a year that was read. */
export function readOrdinalDate(text: string, at: number, into: WrittenDate): number {
  const found = /^\d\d\d/.exec(text.slice(at, at + 3))
  if (found === null) return -1
  const day = Number(found[0])
  if (day < 1 || day > 366) into.isOutside = true
  setDayOfYear(day, into)
  return at + 3
}

function setDayOfYear(day: number, into: WrittenDate): void {
  const date = new Date(Date.UTC(into.year, 0, day))
  into.year = date.getUTCFullYear()
  into.month = date.getUTCMonth() + 1
  into.day = date.getUTCDate()
}

/** Minutes east of Greenwich of zone abbreviations that mean one thing; CST, IST and BST mean several. RFC 2822 §4.3 and the tz database. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  UT: 0,
  WET: 0,
  WEST: 60,
  CET: 60,
  CEST: 120,
  MEZ: 60,
  MESZ: 120,
  EET: 120,
  EEST: 180,
  MSK: 180,
  JST: 540,
  KST: 540,
  EST: -300,
  EDT: -240,
  CDT: -300,
  MST: -420,
  MDT: -360,
  PST: -480,
  PDT: -420,
  AKST: -540,
  AKDT: -480,
  HST: -600,
  SGT: 480,
  HKT: 480,
  AEST: 600,
  AEDT: 660,
  NZST: 720,
  NZDT: 780,
}

/** Minutes east of Greenwich; undefined for a name that is none or means several zones. Summer time has a name of its own. */
export function offsetOfZone(name: string): number | undefined {
  return Object.hasOwn(ZONES, name) ? ZONES[name] : undefined
}
