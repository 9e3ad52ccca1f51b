import { readFile } from 'node:fs/promises'
import { MIN_PASSPHRASE } from '@faultmaven/contracts'

/** The passphrase of a bundle: the first line of a file, else `FAULTMAVEN_PASSPHRASE`. Never an argument: other users see those. */
export async function readPassphrase(file: string | undefined): Promise<string> {
  const passphrase = file === undefined ? process.env['FAULTMAVEN_PASSPHRASE'] : firstLine(await readFile(file, 'utf8'))
  if (!passphrase)
    throw new Error('A bundle is sealed: give its passphrase with --passphrase-file FILE or in FAULTMAVEN_PASSPHRASE')
  if (passphrase.length < MIN_PASSPHRASE) throw new Error(`A passphrase needs at least ${MIN_PASSPHRASE} characters`)
  return passphrase
}

function firstLine(text: string): string | undefined {
  return text.split(/\r?\n/, 1)[0]
}
