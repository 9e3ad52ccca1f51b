import { microseconds } from '@faultmaven/signals'
import type { Sample } from '../series.ts'
import { textOfForm } from './number-cell.ts'

/** Samples of a page. The first page of a series grows up to it: most files have few samples of many series. */
const PAGE = 1024
const PAGE_BITS = 10
const FIRST_CAPACITY = 64
/** Stored samples that become two when a series is thinned. */
const FOLDED = 4

/** Samples of a group of which two will be kept: the lowest (the first of several), and the highest (the last). */
type Group = { weight: number; low: Place; high: Place }
type Place = { time: number; value: number; line: number; form: number }

/**
 * The samples of one series in columns, 21 bytes each, in pages that are never copied. Once thinned, of each `2 · group` samples in the order of their arrival the lowest
 * and the highest are kept: no value that stands out is lost, and each that is kept stands in the source.
 */
export class SampleColumns {
  length = 0
  /** One sample is kept of so many. */
  group = 1
  private readonly pages: Page[] = [createPage(FIRST_CAPACITY)]
  private lastTime = -Infinity
  private isOrdered = true
  private open: Group | undefined

  add(time: number, value: number, line: number, form: number): void {
    if (this.group === 1) this.append(time, value, line, form)
    else this.gather({ time, value, line, form }, 1)
  }

  /** Halves what is kept. */
  thin(): void {
    this.close()
    const { length } = this
    const weight = this.group
    this.group *= 2
    this.length = 0
    this.lastTime = -Infinity
    const whole = length - (length % FOLDED)
    for (let from = 0; from < whole; from += FOLDED) {
      let [low, high] = [from, from]
      for (let at = from + 1; at < from + FOLDED; at += 1) {
        if (this.valueAt(at) < this.valueAt(low)) low = at
        if (this.valueAt(at) >= this.valueAt(high)) high = at
      }
      this.move(Math.min(low, high))
      this.move(Math.max(low, high))
    }
    const over = Array.from({ length: length - whole }, (_, at) => this.placeAt(whole + at))
    for (const place of over) this.gather(place, weight)
    this.pages.length = Math.max(1, Math.ceil(this.length / PAGE))
  }

  /** Ends the last group, and puts samples that came out of their order into it. */
  finish(): void {
    this.close()
    if (this.isOrdered) return
    const all = Array.from({ length: this.length }, (_, at) => this.placeAt(at))
    all.sort((a, b) => a.time - b.time || a.line - b.line)
    this.length = 0
    this.lastTime = -Infinity
    for (const { time, value, line, form } of all) this.append(time, value, line, form)
    this.isOrdered = true
  }

  /** As objects, made anew at each call. */
  samples(): Sample[] {
    const made: Sample[] = []
    for (const [number, { times, values, lines, forms }] of this.pages.entries()) {
      const count = Math.min(PAGE, this.length - number * PAGE)
      for (let at = 0; at < count; at += 1) {
        const [time, value, line] = [microseconds(times[at]!), values[at]!, lines[at]!]
        const text = textOfForm(value, forms[at]!)
        made.push(text === undefined ? { time, value, line } : { time, value, line, text })
      }
    }
    return made
  }

  private gather(place: Place, weight: number): void {
    const { open } = this
    if (open === undefined) this.open = { weight, low: place, high: place }
    else {
      open.weight += weight
      if (place.value < open.low.value) open.low = place
      if (place.value >= open.high.value) open.high = place
    }
    if (this.open!.weight >= 2 * this.group) this.close()
  }

  private close(): void {
    const { open } = this
    this.open = undefined
    if (open === undefined) return
    const isRising = open.low.line <= open.high.line && open.low.time <= open.high.time
    const [first, second] = isRising ? [open.low, open.high] : [open.high, open.low]
    this.append(first.time, first.value, first.line, first.form)
    if (first !== second) this.append(second.time, second.value, second.line, second.form)
  }

  private append(time: number, value: number, line: number, form: number): void {
    this.isOrdered &&= time >= this.lastTime
    this.lastTime = time
    const number = this.length >> PAGE_BITS
    const at = this.length & (PAGE - 1)
    let page = this.pages[number]
    if (page === undefined || at === page.times.length) page = this.pages[number] = roomierPage(page)
    page.times[at] = time
    page.values[at] = value
    page.lines[at] = line
    page.forms[at] = form
    this.length += 1
  }

  private move(from: number): void {
    const { time, value, line, form } = this.placeAt(from)
    this.append(time, value, line, form)
  }

  private valueAt(at: number): number {
    return this.pages[at >> PAGE_BITS]!.values[at & (PAGE - 1)]!
  }

  private placeAt(index: number): Place {
    const { times, values, lines, forms } = this.pages[index >> PAGE_BITS]!
    const at = index & (PAGE - 1)
    return { time: times[at]!, value: values[at]!, line: lines[at]!, form: forms[at]! }
  }
}

type Page = {
  readonly times: Float64Array
  readonly values: Float64Array
  readonly lines: Uint32Array
  readonly forms: Uint8Array
}

function createPage(length: number): Page {
  return {
    times: new Float64Array(length),
    values: new Float64Array(length),
    lines: new Uint32Array(length),
    forms: new Uint8Array(length),
  }
}

/** A new page, or a first one that has room for more. */
function roomierPage(page: Page | undefined): Page {
  if (page === undefined) return createPage(PAGE)
  const larger = createPage(Math.min(PAGE, page.times.length * 4))
  larger.times.set(page.times)
  larger.values.set(page.values)
  larger.lines.set(page.lines)
  larger.forms.set(page.forms)
  return larger
}
