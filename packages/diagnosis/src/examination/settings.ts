import type { DraftFinding, ExaminedSource } from '../draft.ts'
import { examineClock } from './settings-clock.ts'
import { examineCommands } from './settings-commands.ts'
import { examineDiff } from './settings-diff.ts'
import { examineRevisions } from './settings-revisions.ts'
import { examineSchedule } from './settings-schedule.ts'
import { examineMilliseconds, examineTimeouts } from './settings-timeouts.ts'
import { examineTopics } from './settings-topics.ts'

/** What the lines of a small text say as settings: schedules, time-outs, revisions of a deployment, a change of code. */
export function examineSettings(lines: ExaminedSource['lines'], sourceName: string): DraftFinding[] {
  if (lines === undefined) return []
  return [
    ...examineSchedule(lines, sourceName),
    ...examineTimeouts(lines, sourceName),
    ...examineMilliseconds(lines, sourceName),
    ...examineRevisions(lines, sourceName),
    ...examineDiff(lines, sourceName),
    ...examineCommands(lines, sourceName),
    ...examineClock(lines, sourceName),
    ...examineTopics(lines, sourceName),
  ]
}
