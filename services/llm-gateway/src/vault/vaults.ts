import type { ModelNames } from '@faultmaven/contracts'
import {
  createKnownSecrets,
  createRedactor,
  createRestorer,
  EMPTY_VAULT,
  type Redactor,
  restorableTokens,
  type Restorer,
  type Vault,
} from '@faultmaven/redaction'
import { openRecord, sealRecord } from '@faultmaven/security'
import type { Kv } from '@faultmaven/storage'
import type { Owner } from '../owner.ts'
import type { RedactText } from '../request/redact-text.ts'

/** What was withheld so far, for putting it back. */
export type Withheld = {
  readonly restorer: (writing: 'text' | 'json', secrets: 'restore' | 'keep') => Restorer
  /** Replaces the secrets among it wherever they stand; undefined when there are none. */
  readonly knownSecrets: RedactText | undefined
}
export type Redacted<T> = { readonly redacted: T; readonly withheld: Withheld }

export type Vaults = {
  /**
   * Runs `work` with a redactor that goes on from the owner's vault, and seals what came to it before anybody sees the result.
   * @throws {RedactionError}, {@link KeyDestroyedError}, whatever `work` throws
   */
  redact<T>(owner: Owner, names: ModelNames | undefined, work: (redact: RedactText) => T): Promise<Redacted<T>>
  forget(owner: Pick<Owner, 'prefix'>): void
}

type Held = {
  redactor: Redactor
  /** The names that the redactor knows. */
  names: ModelNames | undefined
  /** Of the last snapshot: most requests add nothing to it. */
  withheld: { readonly vault: Vault; readonly of: Withheld }
  version: number
  sealedSize: number
  /** One write after another. */
  lastSeal: Promise<unknown>
}

/** Vaults held in memory; those used last stay. */
const MAX_HELD = 256
/** Another replica may have written between: then the request is redacted again from what it wrote. */
const MAX_TRIES = 5

/** The vaults of cases, each one row sealed under the key of its case. */
export function createVaults(kv: Kv): Vaults {
  const held = new Map<string, Promise<Held>>()

  function obtain(owner: Owner): Promise<Held> {
    const entry = held.get(owner.prefix) ?? load(kv, owner)
    held.delete(owner.prefix)
    held.set(owner.prefix, entry)
    entry.catch(() => held.delete(owner.prefix))
    const [oldest] = held.keys()
    if (held.size > MAX_HELD && oldest !== undefined) held.delete(oldest)
    return entry
  }

  return {
    async redact(owner, names, work) {
      for (let tries = 1; tries <= MAX_TRIES; tries += 1) {
        const entry = await obtain(owner)
        takeNames(entry, names)
        // Nothing waits from here to the snapshot, so requests of one owner do not mix.
        const { redact } = entry.redactor
        const redacted = work((text, options) => redact(text, options).text)
        const vault = entry.redactor.vault()
        if (entry.withheld.vault !== vault) entry.withheld = { vault, of: withheldOf(vault) }
        const withheld = entry.withheld.of
        if (await sealInTurn(kv, owner, entry, vault)) return { redacted, withheld }
        held.delete(owner.prefix)
      }
      throw new Error('The vault changed under every try to write it')
    },
    forget: ({ prefix }) => void held.delete(prefix),
  }
}

/**
 * The same for a request of no case: what it withholds is known to it alone and forgotten with it, so that no other program of its caller can have it
 * told by the name that stood for it.
 * @throws {@link RedactionError}, whatever `work` throws
 */
export function redactAlone<T>(work: (redact: RedactText) => T): Redacted<T> {
  const { redact, vault } = createRedactor()
  const redacted = work((text, options) => redact(text, options).text)
  return { redacted, withheld: withheldOf(vault()) }
}

async function load(kv: Kv, owner: Owner): Promise<Held> {
  const place = placeOf(owner)
  const row = await kv.get(place)
  const vault: Vault = row
    ? JSON.parse(Buffer.from(openRecord(await owner.key(), place, row.value)).toString('utf8'))
    : EMPTY_VAULT
  return {
    redactor: createRedactor({ vault }),
    names: undefined,
    withheld: { vault, of: withheldOf(vault) },
    version: row?.version ?? 0,
    sealedSize: sizeOf(vault),
    lastSeal: Promise.resolve(),
  }
}

/** @returns false when somebody else has written the vault meanwhile */
function sealInTurn(kv: Kv, owner: Owner, entry: Held, vault: Vault): Promise<boolean> {
  const seal = async () => {
    // A later snapshot holds this one, and may have been written first.
    if (sizeOf(vault) <= entry.sealedSize) return true
    const place = placeOf(owner)
    const sealed = sealRecord(await owner.key(), place, Buffer.from(JSON.stringify(vault)))
    const version = await kv.compareAndSet(place, entry.version, sealed)
    if (version === undefined) return false
    entry.version = version
    entry.sealedSize = sizeOf(vault)
    return true
  }
  if (sizeOf(vault) <= entry.sealedSize) return Promise.resolve(true)
  const result = entry.lastSeal.then(seal, seal)
  entry.lastSeal = result
  return result
}

function placeOf({ prefix }: Owner): string {
  return `${prefix}vault`
}

/** Vaults only grow, so the size tells whether one holds more than another. */
function sizeOf({ entries, reserved }: Vault): number {
  return entries.length + reserved.length
}

/** A redactor knows its names from its beginning, so other names need another one over the same vault. */
function takeNames(entry: Held, names: ModelNames | undefined): void {
  if (names === undefined || (entry.names && areSame(names.hosts, entry.names.hosts) && areSame(names.users, entry.names.users)))
    return
  entry.redactor = createRedactor({ vault: entry.redactor.vault(), dictionary: names })
  entry.names = names
}

function areSame(some: readonly string[], others: readonly string[]): boolean {
  return some.length === others.length && some.every((name, index) => name === others[index])
}

/** Each restorer is made with its first use. */
function withheldOf(vault: Vault): Withheld {
  const restorers = new Map<string, Restorer>()
  return {
    restorer(writing, secrets) {
      const name = `${writing} ${secrets}`
      const known = restorers.get(name) ?? createRestorer(restorableTokens(vault, { writing, secrets }))
      restorers.set(name, known)
      return known
    },
    knownSecrets: createKnownSecrets(vault),
  }
}
