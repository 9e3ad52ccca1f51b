import { randomBytes } from 'node:crypto'
import { decrypt, encrypt, KEY_BYTES, NONCE_BYTES } from './cipher.ts'
import { FORMAT_BYTES, formatHead, requireFormat } from './format.ts'

const FORMAT = { magic: 'FMKEY', version: 1 }
const MASTER_FORMAT = { magic: 'FMMST', version: 1 }

/** A case key as it is stored: head, random nonce, AES-256-GCM under the master key. It unwraps for its own case only. */
export function wrapKey(master: Uint8Array, caseId: string, key: Uint8Array): Uint8Array {
  const nonce = randomBytes(NONCE_BYTES)
  return Buffer.concat([formatHead(FORMAT), nonce, encrypt({ key: master, nonce, associated: associatedData(caseId) }, key)])
}

/** @throws {SealBrokenError} when the file was changed, is another case's, or the master key is another */
export function unwrapKey(master: Uint8Array, caseId: string, wrapped: Uint8Array): Uint8Array {
  requireFormat(wrapped, FORMAT)
  const body = FORMAT_BYTES + NONCE_BYTES
  const nonce = wrapped.subarray(FORMAT_BYTES, body)
  return decrypt({ key: master, nonce, associated: associatedData(caseId) }, wrapped.subarray(body))
}

/** A new master key as it is stored: head and 32 random bytes. */
export function newMasterFile(): Uint8Array {
  return Buffer.concat([formatHead(MASTER_FORMAT), randomBytes(KEY_BYTES)])
}

/** @throws {SealBrokenError} when the file is not a master key */
export function readMasterFile(file: Uint8Array): Uint8Array {
  requireFormat(file, MASTER_FORMAT)
  return Uint8Array.from(file.subarray(FORMAT_BYTES, FORMAT_BYTES + KEY_BYTES))
}

function associatedData(caseId: string): Uint8Array {
  return Buffer.concat([formatHead(FORMAT), Buffer.from(caseId)])
}
