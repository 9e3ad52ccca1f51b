/** Browsers hold six connections to a host for all tabs together; streams take at most this many of them. */
const SLOTS = 3
/** How long a tab may keep a slot that another tab waits for. */
const LEASE_MS = 600

/** Runs `use` as soon as one of the browser's stream slots is free; its signal aborts when another tab's turn has come. */
export type TakeSlot = <T>(signal: AbortSignal, use: (lease: AbortSignal) => Promise<T>) => Promise<T>

/** Shares the slots among the tabs of a browser by its lock manager: first come, first served. */
export const takeStreamSlot: TakeSlot = async (signal, use) => {
  const name = `fm-stream-${Math.floor(Math.random() * SLOTS)}`
  return navigator.locks.request(name, { signal }, async () => {
    const lease = new AbortController()
    const timer = setInterval(() => void isAwaited(name).then((awaited) => awaited && lease.abort()), LEASE_MS)
    try {
      return await use(lease.signal)
    } finally {
      clearInterval(timer)
    }
  })
}

async function isAwaited(name: string): Promise<boolean> {
  const { pending } = await navigator.locks.query()
  return pending?.some((request) => request.name === name) ?? false
}
