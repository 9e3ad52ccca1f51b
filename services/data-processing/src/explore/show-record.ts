import type { ExploredRecord, ViewLine } from '@faultmaven/contracts'
import { decodeText } from '@faultmaven/logs'
import { microseconds, SEVERITIES, toInstant } from '@faultmaven/signals'
import { viewText } from '../reading/view-text.ts'
import type { RecordRow } from './record-row.ts'

/** Enough for the 4096 characters that are shown, in any encoding. */
const SHOWN_BYTES = 16_384

/** A record ready to be shown, by its first line. */
export async function showRecord(row: RecordRow): Promise<ExploredRecord> {
  const { source, start, length, line, lines, group } = row
  const bytes = await source.bytes.read(start, start + Math.min(length, SHOWN_BYTES))
  const whole = decodeText(bytes, source.encoding)
  const end = whole.search(/[\r\n]/)
  const { text, cut } = viewText(end < 0 ? whole : whole.slice(0, end))
  const templateId = (await source.groupTemplates())(group)
  return {
    sourceId: source.id,
    line,
    lines,
    text,
    cut: cut || (end < 0 && length > SHOWN_BYTES),
    ...stampOf(row),
    ...(templateId === undefined ? {} : { templateId }),
    ...(await namesOf(row)),
  }
}

/** Time and severity of a record, those it has. */
export function stampOf({
  time,
  timed,
  severity,
}: Pick<RecordRow, 'time' | 'timed' | 'severity'>): Pick<ViewLine, 'time' | 'severity'> {
  const named = SEVERITIES[severity - 1]
  return {
    ...(timed === 1 && isShowable(time) ? { time: toInstant(microseconds(time)) } : {}),
    ...(named === undefined ? {} : { severity: named }),
  }
}

/** Years 0 to 9999: what an instant can say. */
export function isShowable(timeUs: number): boolean {
  return timeUs >= -62_167_219_200_000_000 && timeUs < 253_402_300_800_000_000
}

async function namesOf({ source, host, component }: RecordRow): Promise<Pick<ExploredRecord, 'host' | 'component'>> {
  if (host === 0 && component === 0) return {}
  const { hosts, components } = await source.index.names()
  const [hostName, componentName] = [hosts[host - 1], components[component - 1]]
  return {
    ...(hostName === undefined ? {} : { host: hostName }),
    ...(componentName === undefined ? {} : { component: componentName }),
  }
}
