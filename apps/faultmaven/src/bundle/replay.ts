import { createReadStream } from 'node:fs'
import { parseArgs } from 'node:util'
import { withoutTechnology } from '../analyze/without-technology.ts'
import { readWorkers } from '../roles/built-workers.ts'
import { createOfflineCase } from '../roles/offline-case.ts'
import { terminalText } from '../terminal-text.ts'
import { differencesOf } from './differences.ts'
import { readPassphrase } from './passphrase.ts'
import { type OpenBundle, readBundle } from './read-bundle.ts'

/** `faultmaven replay BUNDLE`: comes to the conclusions of a bundle again, from its bytes. @returns the exit code, see `help.ts` */
export async function replay(args: readonly string[], version: string): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { 'passphrase-file': { type: 'string' }, workers: { type: 'string' }, 'without-technology': { type: 'string' } },
  })
  const [file] = positionals
  if (file === undefined) throw new Error('Use: faultmaven replay BUNDLE [--passphrase-file FILE]')
  const bundle = await readBundle(file, await readPassphrase(values['passphrase-file']))
  try {
    return await replayTurns(bundle, version, readWorkers(values.workers))
  } finally {
    await bundle.close()
  }
}

async function replayTurns({ manifest, paths }: OpenBundle, version: string, workers: number): Promise<number> {
  const { signatures, caseId } = manifest
  refuseOtherKnowledge(manifest.withoutTechnology ?? '', withoutTechnology(process.env))
  const offline = await createOfflineCase({ signatures, caseId, workers })
  try {
    if (manifest.version !== version) console.log(`Made by version ${manifest.version}, replayed by ${version}`)
    let differing = 0
    for (const [index, { answer, files, ...turn }] of manifest.turns.entries()) {
      const inputs = files.map(({ name }, place) => ({ name, open: () => createReadStream(paths[index]?.[place] ?? '') }))
      const now = await offline.ask({ ...turn, files: inputs })
      const differences = differencesOf(answer, JSON.stringify(now))
      if (differences.length > 0) differing += 1
      console.log(
        `turn ${index + 1}: ${differences.length === 0 ? 'the same, byte for byte' : 'differs'}  ${terminalText(now.headline)}`,
      )
      for (const difference of differences) console.log(`  ${terminalText(difference)}`)
    }
    return differing === 0 ? 0 : 1
  } finally {
    await offline.close()
  }
}

/** What a process knows is made when it starts: it cannot replay what was concluded from other knowledge. */
function refuseOtherKnowledge(before: string, now: string): void {
  if (before === now) return
  throw new Error(
    before === ''
      ? `The bundle was made with all built-in knowledge, and this process leaves out "${now}": replay it without --without-technology and FAULTMAVEN_WITHOUT_TECHNOLOGY`
      : `The bundle was made without what is known of "${before}": replay it with --without-technology ${before}`,
  )
}
