import type { DraftFinding } from '../draft.ts'
import { lineDraft } from './line-draft.ts'
import { plainFault } from './structure-draft.ts'

const ENTRY =
  /^\s*(?:schedule:\s*["']?)?(\*|\*\/1)\s+([\d,-]{1,40})\s+([\d*?L][\d*,/?LW-]{0,39})\s+([\d*][\d*,/-]{0,39}|[A-Za-z]{3}(?:[,-][A-Za-z]{3}){0,11})\s+([\d*?][\d*,/?#L-]{0,39}|[A-Za-z]{3}(?:[,-][A-Za-z]{3}){0,6})(?:["']?\s*$|\s+(\S.*)$)/
/** Quartz and Spring write seconds first; systemd's timers write hour:minute:second. */
const WITH_SECONDS =
  /\bcron\w{0,20}["']?\s*[=:]\s*["']0\s+(\*|\*\/1|0\/1)\s+(\d{1,2})\s+(\S{1,20})\s+(\S{1,20})\s+(\S{1,20})(?:\s+\S{1,20})?["']()/
const TIMER = /^\s*OnCalendar=(?:\S{1,40}\s+)?(?:(\d\d):(\*)(?::\d\d)?)\s*$/
const ADVERB = /^(?:root|www-data|\w{1,32})\s+(?=\/)/

/**
 * A star for the minute beside a fixed hour: the job is started sixty times in that hour. Who wants a job at three o'clock writes
 * `0 3 * * *`; so the runs overlap as soon as one takes longer than a minute.
 * @see https://www.freedesktop.org/software/systemd/man/latest/systemd.time.html#Calendar%20Events
 * @see crontab(5): "an asterisk … stands for first-last"
 */
export function examineSchedule(lines: readonly string[], sourceName: string): DraftFinding[] {
  return lines.slice(0, 5000).flatMap((text, index) => {
    const line = text.slice(0, 400)
    const timer = TIMER.exec(line)
    const entry = timer ? ['', '*', timer[1]] : (ENTRY.exec(line) ?? WITH_SECONDS.exec(line) ?? [])
    const [, minute, hour = '', day = '*', month = '*', weekday = '*', rest = ''] = entry
    if (minute === undefined) return []
    const command = rest.replace(ADVERB, '')
    const name = command.split(/\s/, 1)[0]?.split('/').at(-1) ?? ''
    const schedule = timer ? `${hour}:*` : [minute, hour, day, month, weekday].join(' ')
    return [
      lineDraft({
        sourceName,
        kind: 'state',
        check: 'schedules',
        title: `${name === '' ? 'The job' : name} is started every minute of hour ${hour}, 60 times an hour (${timer ? 'timer' : 'cron'} schedule “${schedule}”): runs overlap as soon as one takes longer than a minute`,
        score: 0.62,
        proofs: [{ text: command === '' ? text : command, line: index + 1 }],
        entities: [name],
        fault: plainFault('schedule', 'repeated', { entity: name === '' ? schedule : name, cause: `cron schedule ${schedule}` }),
        details: [`the minute field is a star; a 0 there would start it once`],
      }),
    ]
  })
}
