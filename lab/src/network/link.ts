import net from 'node:net'

/** What a link does to what passes; changed while connections are open. */
export interface LinkState {
  /** Milliseconds added to each piece that passes, each way. */
  delayMs: number
  /** Share of pieces held back for `lossDelayMs`, as TCP does when a segment is lost and sent again. */
  loss: number
  /** Nothing passes any more, connections stay open. */
  blackhole: boolean
  /** New connections are closed with a reset; with `resetAfterBytes` open ones too. */
  reset: boolean
  /** Bytes a second each way; 0 is without a limit. */
  bytesPerSecond: number
}

export interface Link {
  readonly state: LinkState
  /** Connections open now. */
  readonly open: () => number
  /** Pieces held back by `loss` so far. */
  readonly held: () => number
  /** Breaks every open connection with a reset. */
  readonly cut: () => void
  /** Stops listening: a connection is refused from then on. */
  readonly close: () => Promise<void>
}

const lossDelayMs = 400

/** A small TCP proxy between two programs: latency, loss, reset, blackhole, refusal and a narrow line, without rights to change a real network. */
export async function openLink(listen: net.ListenOptions, target: net.TcpNetConnectOpts, random: () => number): Promise<Link> {
  const state: LinkState = { delayMs: 0, loss: 0, blackhole: false, reset: false, bytesPerSecond: 0 }
  const sockets = new Set<net.Socket>()
  let held = 0
  const server = net.createServer({ allowHalfOpen: true }, (client) => {
    if (state.reset) return void client.resetAndDestroy()
    const upstream = net.connect({ ...target, allowHalfOpen: true })
    for (const [from, to] of [[client, upstream] as const, [upstream, client] as const]) {
      sockets.add(from)
      let freeAt = 0
      const queue: Buffer[] = []
      const pass = () => {
        const piece = queue.shift()
        if (piece && !state.blackhole && to.writable) to.write(piece)
      }
      from.on('data', (data) => {
        const now = Date.now()
        if (state.bytesPerSecond > 0) freeAt = Math.max(freeAt, now) + (data.length / state.bytesPerSecond) * 1000
        const isLost = random() < state.loss
        if (isLost) held += 1
        freeAt = Math.max(freeAt, now + state.delayMs + (isLost ? lossDelayMs : 0))
        // Timers of unequal length may fire out of order; each passes on whatever came first.
        queue.push(data)
        setTimeout(pass, freeAt - now)
      })
      from.on('end', () => setTimeout(() => !state.blackhole && to.end(), Math.max(0, freeAt - Date.now())))
      from.on('error', () => (state.blackhole ? undefined : to.resetAndDestroy()))
      from.on('close', () => sockets.delete(from))
    }
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(listen, resolve))
  const cut = () => {
    for (const socket of sockets) socket.resetAndDestroy()
  }
  return {
    state,
    open: () => sockets.size / 2,
    held: () => held,
    cut,
    close: async () => {
      cut()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
