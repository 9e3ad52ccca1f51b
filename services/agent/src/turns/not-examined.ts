import type { OpenCase } from '../cases/open-case.ts'
import { rowText } from '../cases/rows.ts'
import { type TurnRef, workName } from './turn-log.ts'

/**
 * What of a case nobody looked at, in sentences: told by the gateway (files that it could not hand on) and by data-processing, for
 * every turn so far, since an answer speaks about all evidence of the case.
 */
export async function readNotExamined(openCase: OpenCase): Promise<string[]> {
  const sentences = new Set<string>()
  for (const turn of openCase.state().record.turns) {
    for (const name of ['submitted', 'analysis']) {
      for (const sentence of await readSentences(openCase, turn, name)) sentences.add(sentence)
    }
  }
  return [...sentences]
}

async function readSentences({ rows }: OpenCase, ref: TurnRef, name: string): Promise<readonly string[]> {
  const value = await rows.get(workName(ref, name))
  const { notExamined }: { notExamined: string[] } = value ? JSON.parse(rowText(value)) : { notExamined: [] }
  return notExamined
}
