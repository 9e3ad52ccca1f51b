/** `expired_keys:138`, `nr_throttled 0`, `repl_backlog_size = 1048576`: the name of a counter or setting and its number, nothing else. */
const NAME_AND_NUMBER = /^\s*[A-Za-z][\w.-]{1,80}\s*(?::|=|\s)\s*"?(-?\d{1,20}(?:\.\d{1,12})?)%?"?[,;]?\s*$/
/** `# pxname,svname,qcur,rate_lim,…`: names of columns. */
const COLUMN_NAMES = /^#?\s?[A-Za-z][\w.-]{0,60}(?:[,;\t|][\w.-]{0,60}){7,200}[,;\t|]?$/
/** A rate of nothing: `evicted without access 0.00/s`. */
const RATES = /\b(\d{1,12}(?:\.\d{1,6})?) ?(?:\/s|per second)\b/g

/**
 * How much a line of a status report says by its words: `nothing` where it only names columns or counts zero, `number` where it gives a
 * counter by its name, which is no news by itself; `undefined` for any other message.
 */
export function readBareReading(text: string): 'nothing' | 'number' | undefined {
  const bounded = text.slice(0, 2000)
  const value = NAME_AND_NUMBER.exec(bounded)?.[1]
  if (value !== undefined) return Number(value) === 0 ? 'nothing' : 'number'
  if (COLUMN_NAMES.test(bounded)) return 'nothing'
  const rates = [...bounded.matchAll(RATES)]
  return rates.length > 0 && rates.every(([, rate]) => Number(rate) === 0) ? 'nothing' : undefined
}
