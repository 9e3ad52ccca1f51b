import { readFile } from 'node:fs/promises'

/** The passphrase of a bundle: the first line of a file, else `FAULTMAVEN_PASSPHRASE`. Never an argument: other users see those. */
export async function readPassphrase(file: string | undefined): Promise<string> {
  if (file !== undefined) return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? ''
  const passphrase = process.env['FAULTMAVEN_PASSPHRASE']
  if (passphrase) return passphrase
  throw new Error('A bundle is sealed: give its passphrase with --passphrase-file FILE or in FAULTMAVEN_PASSPHRASE')
}
