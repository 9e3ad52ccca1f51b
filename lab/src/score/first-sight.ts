import { appendFileSync, existsSync, readFileSync } from 'node:fs'

/** One case's score: a line of the table. */
export interface ScoreRow {
  readonly case: string
  readonly fault: string
  readonly isTwin: boolean
  readonly seed: number
  readonly mechanism: string
  readonly entity: string
  readonly passed: boolean
  readonly decisive: boolean
  readonly precision?: number
  readonly ms: number
  readonly bytes: number
  readonly reasons: readonly string[]
}

/** A row as it stays: when and on which commit of the product it was taken. */
export interface FirstSight extends ScoreRow {
  readonly takenAt: string
  readonly commit: string
}

/** The rows of faults that have none yet, in the same order: a fault's first scores are all those of one run, seeds and twins alike. */
export function unseenRows(table: readonly Pick<ScoreRow, 'fault'>[], rows: readonly ScoreRow[]): ScoreRow[] {
  const seen = new Set(table.map(({ fault }) => fault))
  return rows.filter(({ fault }) => !seen.has(fault))
}

export function readFirstSight(file: string): FirstSight[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as FirstSight)
}

/** Appends the scores of faults never scored before and returns how many; a row once written is never changed or dropped. */
export function keepFirstSight(file: string, rows: readonly ScoreRow[], about: Pick<FirstSight, 'takenAt' | 'commit'>): number {
  const unseen = unseenRows(readFirstSight(file), rows)
  appendFileSync(file, unseen.map((row) => `${JSON.stringify({ ...row, ...about })}\n`).join(''))
  return unseen.length
}
