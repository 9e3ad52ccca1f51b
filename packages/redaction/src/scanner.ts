import { DIGITS, isDigitCode, type Detector } from './detector.ts'
import type { Span } from './span.ts'

/** Columns of the transition table: one for characters that no anchor holds, then one for each that some anchor does. */
const MAX_COLUMNS = 96

export type Scanner = (text: string, onTick: () => void) => Span[]

/** Characters between two calls of `onTick`. */
const TICK = 16_384

/**
 * A function that finds the spans of all detectors in one pass: an automaton of all anchors, in any case, each asking its detectors at its
 * place. Spans come in no particular order and may overlap; a detector is not asked again inside of what it found or turned down.
 * `onTick` is called at least every 16,384 characters and may throw.
 * @throws {RangeError} if an anchor is empty or not lower-case printable ASCII
 * @see Aho and Corasick, "Efficient string matching", CACM 18 (6), 1975
 */
export function createScanner(detectors: readonly Detector[]): Scanner {
  const { columnOf, next, width, asked, isAsked } = buildAutomaton(detectors)
  const askedOfDigits = detectors.flatMap((detector, index) => (detector.anchors.includes(DIGITS) ? [index] : []))
  return (text, onTick) => {
    const spans: Span[] = []
    const knownUntil = new Int32Array(detectors.length)
    const ask = (index: number, start: number, end: number) => {
      if (start < knownUntil[index]!) return
      const detector = detectors[index]!
      const found = detector.find(text, start, end)
      if (found === undefined) return
      if (typeof found === 'number') {
        knownUntil[index] = found
        return
      }
      knownUntil[index] = found.end
      spans.push({ start: found.start, end: found.end, type: detector.type })
    }
    let state = 0
    let inDigits = false
    for (let from = 0; from < text.length; from += TICK) {
      onTick()
      const until = Math.min(text.length, from + TICK)
      for (let at = from; at < until; at++) {
        const code = text.charCodeAt(at)
        const isDigit = isDigitCode(code)
        if (isDigit && !inDigits)
          for (let index = 0; index < askedOfDigits.length; index++) ask(askedOfDigits[index]!, at, at + 1)
        inDigits = isDigit
        state = code < 128 ? next[state * width + columnOf[code]!]! : 0
        if (isAsked[state] === 0) continue
        const outputs = asked[state]!
        for (let output = 0; output < outputs.length; output += 2) ask(outputs[output]!, at + 1 - outputs[output + 1]!, at + 1)
      }
    }
    return spans
  }
}

function buildAutomaton(detectors: readonly Detector[]) {
  const columnOf = new Uint8Array(128)
  let width = 1
  const children: Map<string, number>[] = [new Map()]
  const ends: Map<number, number>[] = [new Map()]
  for (const [index, { anchors }] of detectors.entries())
    for (const anchor of anchors) {
      if (typeof anchor === 'symbol') continue
      if (!/^[ -@[-~]+$/.test(anchor)) throw new RangeError(`Anchor "${anchor}" is not printable ASCII in lower case`)
      let state = 0
      for (const character of anchor) {
        const code = character.charCodeAt(0)
        if (columnOf[code] === 0) columnOf[code] = width++
        let child = children[state]!.get(character)
        if (child === undefined) {
          child = children.push(new Map()) - 1
          ends.push(new Map())
          children[state]!.set(character, child)
        }
        state = child
      }
      ends[state]!.set(index, Math.max(anchor.length, ends[state]!.get(index) ?? 0))
    }
  if (width > MAX_COLUMNS) throw new RangeError(`Anchors hold ${width} different characters, at most ${MAX_COLUMNS}`)
  for (let code = 65; code <= 90; code++) columnOf[code] = columnOf[code + 32]!
  const next = linkStates({ children, ends, columnOf, width })
  // Of each state the detectors to ask, each before the length of its anchor.
  const asked = ends.map((found) => (found.size > 0 ? Uint16Array.from([...found].flat()) : undefined))
  // Looked at for each character: one byte of each state.
  const isAsked = Uint8Array.from(asked, (outputs) => (outputs ? 1 : 0))
  return { columnOf, next, width, asked, isAsked }
}

/** Transitions of every state on every column, and to each state the ends of its longest proper suffix that is a state too. */
function linkStates({
  children,
  ends,
  columnOf,
  width,
}: {
  readonly children: readonly Map<string, number>[]
  readonly ends: readonly Map<number, number>[]
  readonly columnOf: Uint8Array
  readonly width: number
}): Uint16Array {
  // Two bytes a cell: the table is looked up for each character, and half of it stays in the cache of the processor.
  if (children.length > 65_535) throw new RangeError(`Anchors make ${children.length} states, at most 65535`)
  const next = new Uint16Array(children.length * width)
  const fallback = new Int32Array(children.length)
  const queue = [0]
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head]!
    const suffix = fallback[state]!
    if (state !== 0) {
      next.copyWithin(state * width, suffix * width, (suffix + 1) * width)
      for (const [index, length] of ends[suffix]!) if (!ends[state]!.has(index)) ends[state]!.set(index, length)
    }
    for (const [character, child] of children[state]!) {
      const cell = state * width + columnOf[character.charCodeAt(0)]!
      fallback[child] = state === 0 ? 0 : next[cell]!
      next[cell] = child
      queue.push(child)
    }
  }
  return next
}
