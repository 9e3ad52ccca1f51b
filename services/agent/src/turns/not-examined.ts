import type { OpenCase } from '../cases/open-case.ts'
import { rowText } from '../cases/rows.ts'
import { type TurnRef, workName } from './turn-log.ts'

/**
 * What of a turn's data nobody looked at, in sentences: told by the gateway (files that it could not hand on), by data-processing and by live sources.
 * What earlier turns could not examine stands in their own answers.
 */
export async function readNotExamined(openCase: OpenCase, ref: TurnRef): Promise<string[]> {
  const told = await Promise.all(
    ['submitted', 'analysis', 'live', 'live-analysis'].map((name) => readSentences(openCase, ref, name)),
  )
  return [...new Set(told.flat())]
}

async function readSentences({ rows }: OpenCase, ref: TurnRef, name: string): Promise<readonly string[]> {
  const value = await rows.get(workName(ref, name))
  const { notExamined }: { notExamined: string[] } = value ? JSON.parse(rowText(value)) : { notExamined: [] }
  return notExamined
}
