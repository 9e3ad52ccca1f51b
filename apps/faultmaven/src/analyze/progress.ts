import { terminalText } from '../terminal-text.ts'

/** A progress line on a terminal; silent elsewhere, so that pipes and scripts see only the answer. */
export function createProgress(totalBytes: number | undefined, terminal: NodeJS.WriteStream) {
  let done = 0
  let drawnAtMs = 0
  if (!terminal.isTTY) return { add: () => {}, end: () => {} }
  return {
    add(bytes: number, name: string) {
      done += bytes
      if (Date.now() - drawnAtMs < 100) return
      drawnAtMs = Date.now()
      terminal.write(`\r\x1b[2K${bar(done, totalBytes)} ${terminalText(name).slice(0, 40)}`)
    },
    end() {
      terminal.write('\r\x1b[2K')
    },
  }
}

const WIDTH = 24
function bar(done: number, total: number | undefined): string {
  const megabytes = `${(done / 2 ** 20).toFixed(0)} MiB`
  if (!total) return `${megabytes} read`
  const filled = Math.min(WIDTH, Math.round((done / total) * WIDTH))
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${megabytes} of ${(total / 2 ** 20).toFixed(0)} MiB`
}
