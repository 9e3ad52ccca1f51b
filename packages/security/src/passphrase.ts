import { randomBytes, scrypt } from 'node:crypto'
import { SealBrokenError } from './seal-error.ts'

export const PASSPHRASE_SALT_BYTES = 16
/** 128 MiB and half a second for each guess (OWASP Password Storage, scrypt). */
const COST = { N: 2 ** 17, r: 8, p: 1, maxmem: 2 ** 28 } as const
const KEY_BYTES = 32
const SHORTEST = 8

/**
 * A key from what a person knows, and a salt that stands beside what it seals. Computed in a thread of Node's own pool.
 * @throws {RangeError} for a passphrase below 8 characters
 */
export async function keyOfPassphrase(passphrase: string, salt: Uint8Array = randomBytes(PASSPHRASE_SALT_BYTES)) {
  if (passphrase.length < SHORTEST) throw new RangeError(`A passphrase needs at least ${SHORTEST} characters`)
  if (salt.length !== PASSPHRASE_SALT_BYTES) throw new SealBrokenError('Cannot open what a passphrase sealed: its salt is cut')
  const key = await new Promise<Uint8Array>((resolve, reject) => {
    scrypt(passphrase.normalize('NFC'), salt, KEY_BYTES, COST, (error, derived) =>
      error ? reject(error) : resolve(new Uint8Array(derived)),
    )
  })
  return { key, salt }
}
