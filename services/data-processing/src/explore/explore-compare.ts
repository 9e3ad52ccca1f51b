import type { ExploreComparison } from '@faultmaven/contracts'
import { compareLogs, type Difference, type MessageDifference } from '@faultmaven/logs'
import { ProblemError } from '@faultmaven/rpc'
import type { CaseStore } from '../handlers/case-store.ts'
import { viewText } from '../reading/view-text.ts'
import { readSide, type ComparedMessage, type ComparedSide } from './compared-side.ts'
import { openSources, type ExploredSource } from './explored-source.ts'
import { readFilter, type RecordFilter } from './read-filter.ts'
import { createSearch } from './search-records.ts'

type Asked = { readonly sourceIds: readonly string[]; readonly from?: string | undefined; readonly to?: string | undefined }
type Request = { readonly caseId: string; readonly bad: Asked; readonly good: Asked }
type Name = 'bad' | 'good'

/**
 * What differs between two logs or two windows, on the user's word: found by the comparison that findings are made by, over the
 * sealed index and some of the records. A record that both sides choose is of the bad side only, so that a window may be held against
 * all of its log.
 *
 * @throws {ProblemError} `source.not_found`; `request.invalid` for a side without records, which says why
 */
export async function exploreCompare(
  { caseId, bad: badAsked, good: goodAsked }: Request,
  store: CaseStore,
  signal: AbortSignal | undefined,
): Promise<ExploreComparison> {
  const [badFilter, goodFilter] = [readWindow(badAsked, 'bad'), readWindow(goodAsked, 'good')]
  const badSources = await openSide('bad', badAsked, { caseId, store })
  const goodSources = await openSide('good', goodAsked, { caseId, store })
  const bad = await readSide({ search: createSearch(badSources, { filter: badFilter, signal }), signal, without: new Map() })
  requireRecords(bad, 'bad', badAsked)
  const without = new Map(badSources.map(({ id }) => [id, badFilter.time]))
  const good = await readSide({ search: createSearch(goodSources, { filter: goodFilter, signal }), signal, without })
  requireRecords(good, 'good', goodAsked)
  const { messages, values, common } = compareLogs(bad, good)
  return {
    bad: { records: bad.coverage.records, sampled: bad.sample.lines.length },
    good: { records: good.coverage.records, sampled: good.sample.lines.length },
    common,
    messages: messages.map(tellMessage),
    values: values.map((difference) => tellValue(difference, { bad, good })),
  }
}

function readWindow({ from, to }: Asked, name: Name): RecordFilter {
  const filter = readFilter({ ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) })
  if (filter.time === undefined || filter.time.from <= filter.time.to) return filter
  throw refusal(
    `The window of "${name}" ends before it begins; give a later "to"`,
    `/${name}/to`,
    'Expected an instant after "from"',
  )
}

async function openSide(
  name: Name,
  { sourceIds, from, to }: Asked,
  { caseId, store }: { readonly caseId: string; readonly store: CaseStore },
): Promise<readonly ExploredSource[]> {
  const sources = await openSources(caseId, sourceIds, store)
  if (!sources.some(({ index }) => index.records > 0))
    throw refusal(
      `The sources of "${name}" hold no log records that could be compared; choose logs that were read to their end`,
      `/${name}/sourceIds`,
      'Expected sources with records',
    )
  const isTimed = sources.some(({ stored }) => stored.source.interval !== undefined)
  if ((from !== undefined || to !== undefined) && !isTimed)
    throw refusal(
      `No record of "${name}" has a time, so none lies in a window; leave out "from" and "to"`,
      `/${name}/sourceIds`,
      'Expected sources with times',
    )
  return sources
}

function requireRecords({ coverage }: ComparedSide, name: Name, { from, to }: Asked): void {
  if (coverage.records > 0) return
  const isWindow = from !== undefined || to !== undefined
  throw refusal(
    isWindow
      ? `No record of "${name}" lies in its window${name === 'good' ? ' outside that of "bad"' : ''}; choose another window`
      : `Every record of "${name}" is also of "bad"; choose other sources, or a window for "bad"`,
    isWindow ? `/${name}/from` : `/${name}/sourceIds`,
    'Expected at least one record',
  )
}

function refusal(detail: string, pointer: string, expected: string): ProblemError {
  return new ProblemError('request.invalid', { detail, errors: [{ pointer, detail: expected }] })
}

function tellMessage(found: MessageDifference<ComparedMessage>): ExploreComparison['messages'][number] {
  const { template, other, moreIn, bad, good, pValue, qValue, score } = found
  const [more, less] = moreIn === 'bad' ? [bad, good] : [good, bad]
  const cited = { [moreIn]: template.cited, [moreIn === 'bad' ? 'good' : 'bad']: other?.cited }
  const change = moreIn === 'bad' ? (good.count === 0 ? 'new' : 'more') : bad.count === 0 ? 'vanished' : 'less'
  const distance = 1 - (less.count * more.of) / (less.of * more.count)
  return {
    templateId: template.templateId,
    text: viewText(template.text).text,
    ...(template.severity === undefined ? {} : { severity: template.severity }),
    change,
    bad: { ...bad, citations: [...(cited.bad ?? [])] },
    good: { ...good, citations: [...(cited.good ?? [])] },
    pValue,
    qValue,
    effect: moreIn === 'bad' ? distance : -distance,
    score,
  }
}

function tellValue(found: Difference, { bad, good }: Record<Name, ComparedSide>): ExploreComparison['values'][number] {
  const { field, value, kind, inside, outside, shown, pValue, qValue, effect, score, alsoKnownAs } = found
  return {
    field,
    value: viewText(value).text,
    kind,
    bad: { ...inside, citations: shown.inside.map(bad.citationOf) },
    good: { ...outside, citations: shown.outside.map(good.citationOf) },
    pValue,
    qValue,
    effect,
    score,
    alsoKnownAs: alsoKnownAs.map((name) => viewText(name).text),
  }
}
