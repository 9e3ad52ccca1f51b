import { expect, test } from 'vitest'
import { makeFinding } from '../testdata/make-finding.ts'
import { rankCandidates } from './rank.ts'

const killed = makeFinding('memory/killed', {
  score: 0.75,
  sourceName: 'kern.log',
  line: 3,
  cause: 'Killed process 71 (indexer)',
})
const exhausted = makeFinding('memory/exhausted', { score: 0.55, sourceName: 'kern.log', line: 2 })
const backlog = makeFinding('queue/lagging', { score: 0.3, line: 4 })

test('a faint cause does not inherit over several links what it could not take over at once', () => {
  const ranked = rankCandidates({ findings: [killed, exhausted, backlog], sources: [] })
  expect(ranked.map(({ candidate }) => candidate.mechanism)).toEqual(['memory/exhausted', 'memory/killed', 'queue/lagging'])
})
