import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import {
  buildSegment,
  chunkDocument,
  decodeSegment,
  encodeSegment,
  type IndexedDocument,
  parseDocument,
  readQuestion,
  searchSegments,
  titleOf,
} from '@faultmaven/retrieval'

/** Documents that the kit looks at. */
const LIMIT = 10

/** `knowledge ingest DOCS STATE` and `knowledge query STATE`, in the form of the knowledge kit: documents are named by their path. */
export async function searchKnowledge(args: readonly string[]): Promise<undefined> {
  const [verb, first = '', state = ''] = args
  if (verb === 'ingest') ingest(first, state)
  else if (verb === 'query') query(first)
  else throw new Error(`"${verb}" is neither ingest nor query`)
}

function ingest(folder: string, state: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  const documents = files.map((entry): IndexedDocument => {
    const file = path.join(entry.parentPath, entry.name)
    const name = path.relative(folder, file).split(path.sep).join('/')
    const parsed = parseDocument(name, readFileSync(file, 'utf8'))
    return { key: name, name, title: titleOf(parsed), chunks: chunkDocument(parsed) }
  })
  mkdirSync(state, { recursive: true })
  writeFileSync(path.join(state, 'segment'), encodeSegment(buildSegment(documents)))
}

function query(state: string): void {
  const segment = decodeSegment(Uint8Array.from(readFileSync(path.join(state, 'segment'))))
  if (!segment) throw new Error('The state was written by another version: ingest again')
  const visible = new Uint8Array(segment.documents.length).fill(1)
  for (const line of readFileSync(0, 'utf8').split('\n')) {
    if (line.trim() === '') continue
    const { id, query: asked } = readLine(line)
    const hits = searchSegments([{ segment, visible }], readQuestion(asked), { limit: LIMIT, passages: 1 })
    console.log(JSON.stringify({ id, docs: hits.map(({ key }) => key) }))
  }
}

function readLine(line: string): { id: string; query: string } {
  return JSON.parse(line) as { id: string; query: string }
}
