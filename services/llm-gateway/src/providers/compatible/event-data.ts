import { StringDecoder } from 'node:string_decoder'

/** A function that is given the pieces of a stream of server-sent events in order and gives the data of the events that each completes (HTML §9.2.6). */
export function createEventData(): (piece: Buffer) => readonly string[] {
  const decoder = new StringDecoder('utf8')
  let rest = ''
  let data: string | undefined
  return (piece) => {
    const lines = (rest + decoder.write(piece)).split('\n')
    rest = lines.pop() ?? ''
    const events: string[] = []
    for (const ended of lines) {
      const line = ended.endsWith('\r') ? ended.slice(0, -1) : ended
      if (line === '' && data !== undefined) {
        events.push(data)
        data = undefined
      } else if (line.startsWith('data:')) {
        const value = line.slice(line.startsWith('data: ') ? 6 : 5)
        data = data === undefined ? value : `${data}\n${value}`
      }
    }
    return events
  }
}
