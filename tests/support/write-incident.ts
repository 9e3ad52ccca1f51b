import { createWriteStream } from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Incident } from '@faultmaven/testkit'

/** Writes the files of a generated incident into a folder. @returns their paths */
export async function writeIncident(incident: Incident, folder: string): Promise<string[]> {
  const paths: string[] = []
  for (const { name, lines } of incident.files) {
    const file = path.join(folder, name)
    await pipeline(Readable.from(inChunks(lines())), createWriteStream(file))
    paths.push(file)
  }
  return paths
}

function* inChunks(lines: Iterable<string>): Generator<string> {
  let chunk = ''
  for (const line of lines) {
    chunk += `${line}\n`
    if (chunk.length > 65_536) {
      yield chunk
      chunk = ''
    }
  }
  yield chunk
}
