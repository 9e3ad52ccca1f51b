import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { ANNA, startKnowledgeBase } from '../testing/start-knowledge-base.ts'

type Section = { readonly heading: string; readonly body: string }

const SECTIONS: readonly Section[] = Array.from({ length: 24 }, (_, at) => ({
  heading: `Step ${at}`,
  body: `Look at the gauge number ${at} of the pump.\n\n\`\`\`sh\nread-gauge --pump ${at}\n\`\`\``,
}))
const write = (sections: readonly Section[]) =>
  `# Pumps\n\n${sections.map(({ heading, body }) => `## ${heading}\n\n${body}\n`).join('\n')}`

/** Edits as people make them, with whether the section of a number still says the same. */
const EDITS: readonly (readonly [
  what: string,
  edit: (sections: readonly Section[]) => readonly Section[],
  stays: (at: number) => boolean,
])[] = [
  ['a section is added at the top', (all) => [{ heading: 'Before all', body: 'Wear gloves.' }, ...all], () => true],
  ['sections change places', (all) => all.toReversed(), () => true],
  ['headings are renamed', (all) => all.map(({ heading, body }) => ({ heading: `${heading}, again`, body })), () => true],
  ['every third section goes', (all) => all.filter((_, at) => at % 3 !== 0), (at) => at % 3 !== 0],
  [
    'every other section is changed',
    (all) => all.map((section, at) => (at % 2 === 0 ? { ...section, body: section.body.replace('Look at', 'Read') } : section)),
    (at) => at % 2 !== 0,
  ],
]

test.each(EDITS)(
  'when %s, each citation finds its words where they stand now, or says that they are gone',
  async (_what, edit, stays) => {
    const base = await startKnowledgeBase()
    const { documentId } = await base.add(write(SECTIONS), { documentId: randomUUID() })
    const { hits } = await base.client.search({ question: 'gauge of the pump', passages: 10 }, base.as(ANNA))
    const cited = hits.flatMap(({ passages }) => passages)
    expect(cited).toHaveLength(10)
    const text = write(edit(SECTIONS))
    await base.add(text, { documentId })
    const lines = text.split('\n')
    for (const { citation, text: quoted } of cited) {
      const resolved = await base.client.getPassage({ citation }, base.as(ANNA))
      const at = Number(/number (\d+)/.exec(quoted)?.[1])
      if (!stays(at)) {
        expect(resolved).toEqual({ state: 'gone', why: 'The passage of version 1 was changed or removed; the newest is 2' })
        continue
      }
      if (resolved.state !== 'found') throw new Error(`${citation} is gone`)
      expect(resolved.passage.text).toBe(quoted)
      const [, version, from, to] = /@(\d+)#[^:]*:(\d+)-(\d+)$/.exec(resolved.passage.citation)!
      expect(version).toBe('2')
      const shown = lines.slice(Number(from) - 1, Number(to)).join('\n')
      expect(shown).toContain(`gauge number ${at} of`)
      expect(shown).toContain(`--pump ${at}`)
      const isSamePlace = resolved.passage.citation.replace('@2#', '@1#') === citation
      expect(resolved.moved).toBe(!isSamePlace)
      expect(await base.client.getPassage({ citation: resolved.passage.citation }, base.as(ANNA))).toMatchObject({ moved: false })
    }
  },
)

test('a citation of a document that was removed is not found', async () => {
  const base = await startKnowledgeBase()
  const { documentId } = await base.add(write(SECTIONS))
  const [hit] = await base.search('gauge of the pump')
  await base.client.removeDocument({ documentId }, base.as(ANNA))
  await expect(base.client.getPassage({ citation: hit!.passages[0]!.citation }, base.as(ANNA))).rejects.toMatchObject({
    code: 'document.not_found',
  })
})
