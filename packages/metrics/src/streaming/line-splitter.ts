const LINE_FEED = 10
const CARRIAGE_RETURN = 13
const MAX_LINE_BYTES = 2 ** 20

export type OnLine = (bytes: Uint8Array, from: number, to: number, line: number) => void

/** Cuts bytes that come in pieces into lines, without their ends. @param onLong told of a line of more than 1 MiB, which is left out */
export function createLineSplitter(onLine: OnLine, onLong: (line: number) => void) {
  let rest: Uint8Array = new Uint8Array()
  let line = 1
  let isLong = false

  function take(bytes: Uint8Array, from: number, to: number): void {
    if (isLong || to - from > MAX_LINE_BYTES) onLong(line)
    else onLine(bytes, from, bytes[to - 1] === CARRIAGE_RETURN && to > from ? to - 1 : to, line)
    isLong = false
    line += 1
  }
  return {
    push(chunk: Uint8Array): void {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      let from = 0
      for (;;) {
        const to = bytes.indexOf(LINE_FEED, from)
        if (to < 0) break
        take(bytes, from, to)
        from = to + 1
      }
      isLong ||= bytes.length - from > MAX_LINE_BYTES
      rest = isLong ? new Uint8Array() : new Uint8Array(bytes.subarray(from))
    },
    end(): void {
      if (rest.length > 0 || isLong) take(rest, 0, rest.length)
      rest = new Uint8Array()
    },
  }
}
