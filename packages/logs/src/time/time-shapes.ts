/** What the groups of a shape's pattern hold, in order. `fraction` follows the seconds; `zone` is `Z`, `+01:00`, `UTC` or a name. */
export type TimePart = 'year' | 'month' | 'monthName' | 'day' | 'hour' | 'minute' | 'second' | 'fraction' | 'zone' | 'epoch'

/** One way of writing an instant. Patterns are sticky, bounded and free of nested quantifiers. */
export type TimeShape = {
  readonly name: string
  readonly pattern: RegExp
  readonly parts: readonly TimePart[]
  /** First character: a digit or a letter. */
  readonly starts: 'digit' | 'letter'
  /** Only believed at the very beginning of a line: elsewhere such digits are mostly something else. */
  readonly onlyFirst?: true
}

const MONTH = '(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)'
const DAY_NAME = '(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const CLOCK = '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,:](\\d{1,9}))?'
const ZONE = '( ?(?:Z|[+-]\\d\\d:?(?:\\d\\d)?)(?![\\w:])| (?:UTC|GMT|[A-Z]{3,4}T)(?!\\w))?'

function shape(name: string, starts: 'digit' | 'letter', source: string, parts: readonly TimePart[]): TimeShape {
  return { name, starts, parts, pattern: new RegExp(source, 'y') }
}

/** All shapes; of several that fit at one place the first wins, so the longer ones stand first. */
export const TIME_SHAPES: readonly TimeShape[] = [
  shape('iso', 'digit', `(\\d{4})-(\\d\\d)-(\\d\\d)[T _]${CLOCK}${ZONE}`, [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('slashes', 'digit', `(\\d{4})[/.](\\d\\d)[/.](\\d\\d)[T -]${CLOCK}${ZONE}`, [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('dotted-clock', 'digit', '(\\d{4})-(\\d\\d)-(\\d\\d)-(\\d\\d)\\.(\\d\\d)\\.(\\d\\d)(?:\\.(\\d{1,9}))?(?!\\d)', [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('compact', 'digit', '(\\d{4})(\\d\\d)(\\d\\d)[T_ -]?(\\d\\d)(\\d\\d)(\\d\\d)(?:[.,](\\d{1,9}))?(Z|[+-]\\d{4})?(?!\\d)', [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('compact-date', 'digit', '(\\d{4})(\\d\\d)(\\d\\d)[ T-](\\d\\d?):(\\d\\d?):(\\d\\d?)(?:[.,:](\\d{1,9}))?(?!\\d)', [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('clf', 'digit', `(\\d\\d)/${MONTH}/(\\d{4}):${CLOCK}${ZONE}`, [
    'day',
    'monthName',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('day-month-year', 'digit', `(\\d{1,2})[ -]${MONTH}[ -](\\d{4})[ :]${CLOCK}${ZONE}`, [
    'day',
    'monthName',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('short-year', 'digit', '(\\d\\d)/(\\d\\d)/(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?!\\d)', [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('month-day-year', 'digit', '(\\d\\d)[/.](\\d\\d)[/.](\\d{4}),? (\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?!\\d)', [
    'month',
    'day',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('month-day', 'digit', '(\\d\\d)[-.](\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?!\\d)', [
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('six-six', 'digit', '(\\d\\d)(\\d\\d)(\\d\\d) +(\\d\\d?):?(\\d\\d):?(\\d\\d)(?![\\d:])', [
    'year',
    'month',
    'day',
    'hour',
    'minute',
    'second',
  ]),
  {
    ...shape('epoch', 'digit', '(\\d{10}(?:\\d{9}|\\d{6}|\\d{3})?)(?:\\.(\\d{1,9}))?(?![\\w.])', ['epoch', 'fraction']),
    onlyFirst: true,
  },
  {
    ...shape('clock-only', 'digit', '(\\d\\d):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?(?![\\w:.])', [
      'hour',
      'minute',
      'second',
      'fraction',
    ]),
    onlyFirst: true,
  },
  shape('ctime', 'letter', `${DAY_NAME},? ${MONTH} +(\\d{1,2}) ${CLOCK}(?: ([A-Z]{3,4}))? (\\d{4})(?!\\d)`, [
    'monthName',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
    'year',
  ]),
  shape('rfc1123', 'letter', `${DAY_NAME}, (\\d{1,2})[ -]${MONTH}[ -](\\d{4}) ${CLOCK}${ZONE}`, [
    'day',
    'monthName',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('english', 'letter', `${MONTH} +(\\d{1,2}), (\\d{4}),? (\\d{1,2}):(\\d\\d):(\\d\\d)(?:[.,](\\d{1,9}))?`, [
    'monthName',
    'day',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('syslog-year', 'letter', `${MONTH} +(\\d{1,2}) (\\d{4}) ${CLOCK}${ZONE}`, [
    'monthName',
    'day',
    'year',
    'hour',
    'minute',
    'second',
    'fraction',
    'zone',
  ]),
  shape('syslog', 'letter', `(?:${DAY_NAME} )?${MONTH} +(\\d{1,2}) ${CLOCK}(?!\\d)`, [
    'monthName',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
  shape('klog', 'letter', '[IWEFDV](\\d\\d)(\\d\\d) (\\d\\d):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?(?!\\d)', [
    'month',
    'day',
    'hour',
    'minute',
    'second',
    'fraction',
  ]),
]
