import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'

/** What a user sends: a question and files, in the order of the upload. */
export type CaseFiles = {
  readonly question: string
  readonly files: readonly CaseFile[]
}
export type CaseFile = { readonly name: string; readonly bytes: Buffer }

/** Numbers in [0, 1), the same for the same seed. */
export type Random = () => number

/** A case of the incident kit's form: `question.txt` and `evidence/`. */
export function readCaseFiles(folder: string): CaseFiles {
  const evidence = path.join(folder, 'evidence')
  return {
    question: readFileSync(path.join(folder, 'question.txt'), 'utf8').trim(),
    files: readdirSync(evidence)
      .toSorted()
      .map((name) => ({ name, bytes: readFileSync(path.join(evidence, name)) })),
  }
}

/** The case with every text of it changed; bytes that are no UTF-8 stay as they are. */
export function mapTexts(given: CaseFiles, change: (text: string) => string): CaseFiles {
  return { question: change(given.question), files: given.files.map((file) => mapText(file, change)) }
}

export function mapText({ name, bytes }: CaseFile, change: (text: string) => string): CaseFile {
  const text = bytes.toString('utf8')
  return { name, bytes: text.includes('\uFFFD') ? bytes : Buffer.from(change(text)) }
}

export function pick<T>(items: readonly T[], random: Random): T | undefined {
  return items[Math.floor(random() * items.length)]
}

export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const keyed = items.map((item) => ({ item, key: random() }))
  return keyed.toSorted((a, b) => a.key - b.key).map(({ item }) => item)
}
