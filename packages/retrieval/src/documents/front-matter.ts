/** Beyond this many lines a leading `---` is a rule across the page, no front matter. */
const MAX_LINES = 200

export type FrontMatter = {
  readonly title?: string
  /** The text after it. */
  readonly body: string
  /** How many lines of the text it takes. */
  readonly linesBefore: number
}

/** Takes the block of `key: value` lines between `---` that site generators put before a document, and the title in it. */
export function readFrontMatter(text: string): FrontMatter {
  if (!/^\uFEFF?(---|\+\+\+)\r?\n/.test(text)) return { body: text, linesBefore: 0 }
  const lines = text.split('\n')
  const fence = lines[0]!.replace(/^\uFEFF/, '').trim()
  const end = lines.slice(1, MAX_LINES).findIndex((line) => line.trim() === fence)
  if (end < 0) return { body: text, linesBefore: 0 }
  const linesBefore = end + 2
  const title = lines
    .slice(1, end + 1)
    .map((line) => /^title\s*[:=]\s*(.*)$/i.exec(line.trim())?.[1]?.replace(/^["']|["']$/g, ''))
    .find((value) => value)
  return { ...(title ? { title } : {}), body: lines.slice(linesBefore).join('\n'), linesBefore }
}
