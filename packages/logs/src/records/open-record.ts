import { compareSeverity, type LogRecord } from '@faultmaven/signals'
import type { LineReader } from '../formats/line-reader.ts'
import type { Fields, ReadLine } from '../formats/read-line.ts'
import type { Line } from '../lines/line-splitter.ts'
import { blockStart, type Block } from './continuation.ts'
import { createJsonDepth } from './json-depth.ts'

const MAX_BODY = 4096
const MAX_CONTINUATION = 40
const MAX_CONTINUATION_CHARACTERS = 1024
const MAX_TEXT = 65_536
const NO_FIELDS: Fields = Object.freeze({})

export type OpenRecord = ReturnType<typeof createOpenRecord>

/** A record whose last line is not known yet. */
export function createOpenRecord(first: Line, firstText: string, firstRead: ReadLine, reader: LineReader) {
  let read = firstRead
  let body = clip(firstRead.body, MAX_BODY)
  let { end } = first
  let lines = 1
  let text = first.text
  let partial = firstRead.partial === true
  let block: Block = firstRead.format === 'json' ? undefined : blockStart(body)
  let blockLines = block === undefined ? 0 : 1
  let loose = 0
  const continuation: string[] = []
  let depth = opensJson(firstText) ? createJsonDepth(firstText) : undefined

  const finishJson = () => {
    depth = undefined
    // The lines of a pretty-printed object are one record; read whole, it has time, level and message.
    const whole = reader.readObject(text)
    if (whole === undefined) return
    read = whole
    body = clip(whole.body, MAX_BODY)
  }
  return {
    hasHeader: read.format !== 'plain',
    insideJson: () => depth !== undefined,
    block: () => block,
    blockLines: () => blockLines,
    looseLines: () => loose,
    /** The message says that a trace follows: it is an error, or ends in a colon, and nothing followed yet. */
    announces: () =>
      (read.severity !== undefined && compareSeverity(read.severity, 'error') >= 0) || body.endsWith(':') || block !== undefined,
    isSameStream: (next: ReadLine) => read.stream === next.stream,
    isSameOrigin: (next: ReadLine) => {
      const [mine, other] = [read.fields?.['pid'], next.fields?.['pid']]
      return mine === undefined || other === undefined || mine === other
    },
    awaitsRest: (next: ReadLine | undefined) => partial && next !== undefined && next.stream === read.stream,
    append: (line: Line, shown: string, next: ReadLine | undefined) => {
      ;({ end } = line)
      // Blank lines between were counted as such; they lie within the record all the same.
      lines = line.number - first.number + 1
      if (text.length < MAX_TEXT) text = clip(`${text}\n${line.text}`, MAX_TEXT)
      if (partial && next !== undefined) {
        body = clip(body + next.body, MAX_BODY)
        partial = next.partial === true
        return
      }
      if (continuation.length < MAX_CONTINUATION) continuation.push(clip(shown, MAX_CONTINUATION_CHARACTERS))
      if (depth !== undefined) {
        if (depth.push(line.text)) finishJson()
        return
      }
      const opened = blockStart(shown)
      if (opened !== undefined) {
        block = opened
        blockLines = 1
      } else if (block !== undefined) blockLines += 1
      const indented = shown.charCodeAt(0) === 32 || shown.charCodeAt(0) === 9
      if (!indented) loose += 1
    },
    text: () => text,
    toRecord: (): LogRecord => ({
      line: first.number,
      lines,
      start: first.start,
      end,
      ...(read.time === undefined ? undefined : { time: read.time }),
      ...(read.severity === undefined ? undefined : { severity: read.severity }),
      ...(read.host === undefined ? undefined : { host: read.host }),
      ...(read.component === undefined ? undefined : { component: read.component }),
      body,
      continuation,
      fields: read.fields ?? NO_FIELDS,
    }),
  }
}

function clip(text: string, length: number): string {
  return text.length > length ? text.slice(0, length) : text
}

function opensJson(text: string): boolean {
  return text.length < 80 && /^\s*\{\s*$/.test(text)
}
