import { describe, expect, it } from 'vitest'
import type { ExaminedSource } from '../draft.ts'
import { findChangedSettings } from './changed-settings.ts'

const file = (name: string, text: string): ExaminedSource => ({
  name,
  kind: 'config',
  head: [],
  lines: text.split('\n'),
  trees: [],
  tables: [],
  series: [],
})
const titles = (...sources: readonly ExaminedSource[]) =>
  findChangedSettings(sources).map(({ kind, sourceName, places, title }) => `${kind} ${sourceName}:${places[0]?.line} ${title}`)

describe('findChangedSettings()', () => {
  it('tells what a file says now and what it said before, whatever its syntax', () => {
    expect(
      titles(
        file('mail.cf', 'relayhost = out.example.net\nmyhostname = a.example.net\nqueue_run_delay = 300s'),
        file(
          'mail.cf.bak',
          'relayhost = relay.example.net\nmyhostname = a.example.net\n# nothing\nsmtp_tls = yes\nqueue_run_delay = 300s',
        ),
      ),
    ).toEqual([
      'change mail.cf:1 mail.cf line 1: “relayhost = relay.example.net” became “relayhost = out.example.net”',
      'change mail.cf.bak:4 mail.cf: “smtp_tls = yes” was taken out',
    ])
  })

  it('takes a sharp cut of what a setting grants for a fault, not a small one', () => {
    const cut = (value: string) => titles(file('lb.cfg', `  timeout server ${value}`), file('lb.old.cfg', '  timeout server 6s'))
    expect(cut('6ms')).toEqual(['state lb.cfg:1 lb.cfg line 1: “timeout server 6s” became “timeout server 6ms”'])
    expect(cut('5s')[0]).toMatch(/^change /)
  })

  it('compares no rotated logs, no files that have little in common, and nothing that stays as it was', () => {
    expect(titles(file('app.log', 'a\nb'), file('app.log.1', 'c\nd'))).toEqual([])
    const many = Array.from({ length: 60 }, (_, at) => `key${at} = 1`).join('\n')
    expect(titles(file('a.conf', many), file('a.conf~', many.replaceAll('= 1', '= 2')))).toEqual([])
    expect(titles(file('a.conf', many), file('a.conf.orig', many))).toEqual([])
  })
})
