import type { Logger } from 'pino'

const SIGNALS = ['SIGTERM', 'SIGINT'] as const
const DEFAULT_TIMEOUT_MS = 10_000

type Closer = { readonly name: string; readonly close: () => Promise<unknown>; readonly timeoutMs: number }
/** What a process gives: signals and an end. */
type ProcessLike = {
  readonly on: (signal: (typeof SIGNALS)[number], listener: () => void) => unknown
  readonly exit: (code: number) => unknown
}

export type Shutdown = {
  /** True from the first signal on: take no new work. */
  readonly isDraining: () => boolean
  /** Adds a step; steps run one after another in the order they were added. @param timeoutMs after which the next one begins. @default 10 000 */
  readonly onClose: (name: string, close: () => Promise<unknown>, options?: { readonly timeoutMs?: number }) => void
  /** Runs the steps once and ends the process: 0, or 1 when a step failed or took too long. */
  readonly shutDown: (reason: string) => Promise<void>
}

/** Ends the process in order on SIGTERM and SIGINT; a second signal ends it at once with 1. */
export function createShutdown({
  logger,
  process: host = process,
}: {
  readonly logger: Logger
  readonly process?: ProcessLike
}): Shutdown {
  const closers: Closer[] = []
  let draining: Promise<void> | undefined
  const shutDown = (reason: string) => (draining ??= run(reason))

  async function run(reason: string): Promise<void> {
    logger.info({ reason }, 'shutting down')
    let failed = false
    for (const closer of closers) if (!(await closeInTime(closer, logger))) failed = true
    logger.info({ failed }, 'shut down')
    host.exit(failed ? 1 : 0)
  }

  for (const signal of SIGNALS) {
    host.on(signal, () => {
      if (draining) host.exit(1)
      else void shutDown(signal)
    })
  }
  return {
    isDraining: () => draining !== undefined,
    onClose: (name, close, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) => void closers.push({ name, close, timeoutMs }),
    shutDown,
  }
}

/** Whether it closed. Neither a failure nor a step that hangs keeps the ones after it from running. */
async function closeInTime({ name, close, timeoutMs }: Closer, logger: Logger): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<'too late'>((resolve) => {
    timer = setTimeout(resolve, timeoutMs, 'too late')
  })
  try {
    const outcome = await Promise.race([close(), tooLate])
    if (outcome === 'too late') logger.error({ step: name, timeoutMs }, 'step of the shutdown took too long')
    return outcome !== 'too late'
  } catch (err) {
    logger.error({ step: name, err }, 'step of the shutdown failed')
    return false
  } finally {
    clearTimeout(timer)
  }
}
