import { orderNumber } from '../time/stamp-cells.ts'
import type { TimeState } from '../time/time-reader.ts'

/** What a run of lines goes on with. */
export type RunStart = {
  /** Microseconds: instants before and after are not believed. */
  readonly believed: { readonly from: number; readonly to: number }
  readonly clock: TimeState
  /** The format of the line before, by its number, and how many lines of no format may be taken. */
  readonly recent: number
  readonly general: number
  /** Records in the batch. */
  readonly records: number
}
/** What it leaves. */
export type RunEnd = Omit<RunStart, 'believed' | 'clock'> & {
  /** Empty lines between the records. */
  readonly blank: number
  readonly clock: Pick<TimeState, 'dated' | 'lastEpoch' | 'stated' | 'assumed' | 'fewestDigits'>
}

/** The cells by which that is told to the code of the scanner: see `Run` in the assembly. */
export function createRunCells(buffer: ArrayBufferLike, at: number) {
  const cells = new Float64Array(buffer, at, 14)
  return {
    start: ({ believed, clock, recent, general, records }: RunStart): void => {
      const { order, lastMonth, year, dated, lastEpoch, stated, assumed, fewestDigits } = clock
      const known = [orderNumber(order), lastMonth, year, dated, lastEpoch, stated, assumed, fewestDigits]
      cells.set([believed.from, believed.to, ...known, recent, general, records, 0])
    },
    end: (): RunEnd => {
      const clock = {
        dated: cells[5]!,
        lastEpoch: cells[6]!,
        stated: cells[7]!,
        assumed: cells[8]!,
        fewestDigits: cells[9]!,
      }
      return { clock, recent: cells[10]!, general: cells[11]!, records: cells[12]!, blank: cells[13]! }
    },
  }
}
