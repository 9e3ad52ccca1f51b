import { gzipSync } from 'node:zlib'
import { makeTar, makeZip } from '@faultmaven/testkit'
import { type CaseFile, type CaseFiles, mapText, type Random, shuffled } from './case-files.ts'

/** Files under names that say nothing; the ending stays. */
export function renameFiles(given: CaseFiles): CaseFiles {
  return {
    ...given,
    files: given.files.map(({ name, bytes }, index) => ({
      name: `upload-${index + 1}${/\.[\w.]+$/.exec(name)?.[0] ?? ''}`,
      bytes,
    })),
  }
}

export function reorderFiles(given: CaseFiles, random: Random): CaseFiles {
  return { ...given, files: shuffled(given.files, random) }
}

export function zipFiles(given: CaseFiles): CaseFiles {
  const bytes = makeZip(given.files.map((file) => ({ name: file.name, data: file.bytes })))
  return { ...given, files: [{ name: 'bundle.zip', bytes }] }
}

export async function tarFiles(given: CaseFiles): Promise<CaseFiles> {
  const tar = await makeTar(given.files.map(({ name, bytes }) => ({ name: `bundle/${name}`, data: bytes })))
  return { ...given, files: [{ name: 'bundle.tar.gz', bytes: gzipSync(tar) }] }
}

export function endLinesAsWindows(given: CaseFiles): CaseFiles {
  return { ...given, files: given.files.map((file) => mapText(file, (text) => text.replaceAll(/\r?\n/g, '\r\n'))) }
}

/** Logs in two files each, cut between two records; `logs` are names of files that are logs. */
export function splitLogs(given: CaseFiles, logs: ReadonlySet<string>): CaseFiles {
  return { ...given, files: given.files.flatMap((file) => (logs.has(file.name) ? halves(file) : [file])) }
}

const FEWEST_LINES = 20

function halves(file: CaseFile): CaseFile[] {
  const lines = file.bytes.toString('latin1').split('\n')
  const first = startOf(lines[0] ?? '')
  const middle = lines.findIndex((line, index) => index >= lines.length / 2 && startOf(line) === first)
  if (lines.length < FEWEST_LINES || middle < 0) return [file]
  const [, stem = file.name, ending = ''] = /^(.*?)(\.[\w.]+)?$/.exec(file.name) ?? []
  const part = (number: number, rows: readonly string[]): CaseFile => ({
    name: `${stem}-${number}${ending}`,
    bytes: Buffer.from(rows.join('\n'), 'latin1'),
  })
  return [part(1, [...lines.slice(0, middle), '']), part(2, lines.slice(middle))]
}

/** How records begin: the kinds of the first characters. Continuations begin otherwise. */
function startOf(line: string): string {
  return line.slice(0, 4).replaceAll(/\d/g, '0').replaceAll(/[a-z]/gi, 'a')
}
