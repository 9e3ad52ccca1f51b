import { INSTALLATION_KEY } from '@faultmaven/contracts'
import { ProblemError } from '@faultmaven/rpc'
import { type KeyRing, openRecord, sealRecord } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { ModelSettings } from './gateway-settings.ts'

const FOLDER = 'settings/model-key/'
const KEY = /^[\x21-\x7e]{8,4096}$/

/** Keys of providers that an administrator gave to the running gateway. They are sealed under the key of the installation and shown to nobody. */
export type SealedKeys = {
  /** @throws {ProblemError} `request.invalid` when it cannot be a key, or could be read on its way to the provider */
  put(model: ModelSettings, key: string): Promise<void>
  /** @returns whether there was one */
  remove(name: string): Promise<boolean>
  get(name: string): Promise<string | undefined>
}

/** What was read is held so long: another process may give or forget a key, too. */
const HELD_MS = 5000

type Held = { readonly key: string | undefined; readonly untilMs: number }

export function createSealedKeys({ kv, keyRing }: { readonly kv: Kv; readonly keyRing: KeyRing }): SealedKeys {
  const held = new Map<string, Held>()
  return {
    async put(model, given) {
      const key = given.trim()
      if (!KEY.test(key)) throw invalid('A key has 8 to 4096 printable characters and no space')
      if (isReadOnTheWay(model)) throw invalid(`"${model.name}" is asked by http: its key could be read on the way; use https`)
      const place = FOLDER + model.name
      await kv.set(place, sealRecord(await keyRing.create(INSTALLATION_KEY), place, Buffer.from(key)))
      held.delete(model.name)
    },
    async remove(name) {
      const isThere = (await kv.get(FOLDER + name)) !== undefined
      await kv.delete(FOLDER + name)
      held.delete(name)
      return isThere
    },
    async get(name) {
      const known = held.get(name)
      if (known && known.untilMs > performance.now()) return known.key
      const row = await kv.get(FOLDER + name)
      const installation = row && (await keyRing.get(INSTALLATION_KEY))
      const key = installation && Buffer.from(openRecord(installation, row.key, row.value)).toString('utf8')
      held.set(name, { key, untilMs: performance.now() + HELD_MS })
      return key
    },
  }
}

function isReadOnTheWay({ baseUrl }: ModelSettings): boolean {
  if (baseUrl === undefined) return false
  const { protocol, hostname } = new URL(baseUrl)
  return protocol === 'http:' && !/^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
}

function invalid(detail: string): ProblemError {
  return new ProblemError('request.invalid', { detail })
}
