import { createReadStream } from 'node:fs'
import { createLogReader } from '@faultmaven/logs'

/** The kit knows typed placeholders in capitals only. */
const TYPED = /<[a-z]+>/g

/** `templates FILE`: the template of every line, in the log kit's form. Lines of one record share its template. */
export async function mineFile(args: readonly string[]) {
  const groups: (number | null)[] = []
  const reader = createLogReader({
    now: Date.now(),
    onRecord: ({ line, lines }, _text, group) => {
      for (let at = line; at < line + lines; at++) groups[at - 1] = group
    },
  })
  for await (const chunk of createReadStream(args.at(-1) ?? '')) reader.push(chunk as Uint8Array)
  const { templates } = reader.end()
  return {
    templates: Object.fromEntries(templates.map(({ id, text }) => [id, text.replace(TYPED, '<*>')])),
    lines: Array.from(groups, (group) => (group === null || group === undefined ? null : (reader.templateOf(group) ?? null))),
  }
}
