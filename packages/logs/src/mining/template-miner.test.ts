import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLogReader } from '../log-reader.ts'
import { clusterTexts } from './cluster-texts.ts'
import { commonLiterals, holdsInOrder, sharedLiterals } from './literals.ts'
import { maskParameters } from './mask.ts'
import { createGroupHistogram } from './group-histogram.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')

function mine(text: string) {
  const seen: { text: string; group: number }[] = []
  const reader = createLogReader({ now: NOW, onRecord: (_, raw, group) => seen.push({ text: raw, group }) })
  reader.push(Buffer.from(text))
  const digest = reader.end()
  const byId = new Map(digest.templates.map((template) => [template.id, template]))
  return {
    digest,
    records: seen.map(({ text: raw, group }) => ({ text: raw, template: byId.get(reader.templateOf(group) ?? -1) })),
  }
}

const templates = (lines: readonly string[]) =>
  mine(lines.map((line) => `2026-03-04 05:06:07,890 INFO shop.Store: ${line}\n`).join('')).digest.templates.map(
    ({ count, text }) => `${count} ${text}`,
  )

describe('maskParameters()', () => {
  test.each([
    ['connect to 10.1.2.3:8080 failed after 350 ms', 'connect to <ip> failed after <number> ms'],
    ['GET https://shop.example.com/a?b=1 took 1.5s', 'GET <url> took <duration>'],
    ['session 550e8400-e29b-41d4-a716-446655440000 expired at 2026-03-04T05:06:07Z', 'session <uuid> expired at <time>'],
    ['wrote 12 MiB to /var/lib/store/segment.7', 'wrote <number> MiB to <path>'],
    ['fault at 0x7fff5fbff8c0 in worker-12', 'fault at <hex> in worker-<id>'],
    ['mail to ada@example.com bounced with code 550', 'mail to <email> bounced with code <number>'],
    ['link 00:1b:44:11:3a:b7 is up', 'link <mac> is up'],
    ['peer fe80::1ff:fe23:4567:890a left', 'peer <ip> left'],
    ['retry=true attempt=3', 'retry=<bool> attempt=<number>'],
    ['heap is 512M of 2GB, paused 12ms', 'heap is <size> of <size>, paused <duration>'],
    ['pool=orders-7 host=web-1:80/a', 'pool=<id> host=<id>'],
    ['GET /api/v2/items?page=3 HTTP/1.1 refused', 'GET <path> refused'],
    ['could not open /etc/shop/db.conf: permission denied', 'could not open <path>: permission denied'],
    ['mounted /data (read only)', 'mounted <path> (read only)'],
    ['could not open C:\\Program Files (x86)\\Shop\\a.dll since it is gone', 'could not open <path> since it is gone'],
    ['peer db-3.shop.example.com:5432 left, moved to db-4:5432', 'peer <host> left, moved to <host>'],
    ['connected to broker-7/10.0.0.7:9092', 'connected to <host>'],
    ['unit app.db.Pool.acquire:42 waits for com.example.Pool', 'unit app.db.Pool.acquire:<number> waits for com.example.Pool'],
    ['topic=shop.orders.v1.created, class=shop.orders.Reader', 'topic=<id>, class=shop.orders.Reader'],
    ['node web-eu-7 is gone from zone eu-7', 'node <id> is gone from zone eu-<id>'],
    ['since 04/Mar/2026:05:06:07 +0000 until 5:06:07 PM', 'since <time> until <time>'],
    ['due Wed, 04 Mar 2026 05:06:07 GMT or 2026-03-04 05:06', 'due <time> or <time>'],
    ['tag="two words", name=\'x\'', 'tag="<id>", name=\'<id>\''],
    ['enabled is true, owner null', 'enabled is <bool>, owner <bool>'],
    ['a null pointer', 'a null pointer'],
    ['session of user=ada opened for user grace by root', 'session of user=<user> opened for user <user> by <user>'],
    ['the root cause', 'the root cause'],
    ['link layer 00:00:00:00:fe:80:00:00:00:00:00:00:00:00:00:01:00:02:c9:03 is up', 'link layer <mac> is up'],
    ['block_-4611686018427387904 is lost', '<id> is lost'],
    ['no parameters at all', 'no parameters at all'],
  ])('masks %s', (text, expected) => {
    expect(maskParameters(text)).toBe(expected)
  })

  test('takes linear time on hostile text', () => {
    for (const piece of [
      '1.',
      'a@',
      '/',
      '0x',
      '1:',
      '<id>-',
      '99 ',
      'a.b-',
      '::',
      '\\a ',
      'a.b/',
      '=a.',
      'C:\\a',
      'ab:',
      'a1_-',
      '{a.b',
    ]) {
      expect(maskParameters(piece.repeat(512)).length).toBeGreaterThan(0)
    }
  })
})

describe('createTemplateMiner()', () => {
  test('merges what differs in names and keeps alternatives apart', () => {
    const users = ['ada', 'grace', 'edsger', 'barbara', 'donald'].map((user) => `login of user ${user} from 10.0.0.1 was refused`)
    const states = ['opened', 'closed'].flatMap((state) => Array.from({ length: 3 }, () => `valve was ${state} by hand`))
    expect(templates([...users, ...states])).toEqual([
      '5 login of user <*> from <ip> was refused',
      '3 valve was opened by hand',
      '3 valve was closed by hand',
    ])
  })

  test('keeps states, phrases and keys apart, and values together', () => {
    const states = ['NEW', 'RUNNING', 'FAILED', 'GONE', 'LOST'].map((state) => `job 7 is now ${state} in the table`)
    const phrases = ['illegal instruction', 'privileged operation', 'imprecise exception', 'wrong address'].map(
      (phrase) => `the processor met an ${phrase} and stopped at 0`,
    )
    const keys = ['left', 'right', 'upper', 'lower'].map((key) => `corner of the box ${key}= 4`)
    expect(templates([...states, ...phrases, ...keys])).toHaveLength(13)
    const queues = ['shop.orders.made', 'shop.orders.paid'].map((queue) => `the queue called ${queue} is empty`)
    expect(templates(queues)).toEqual(['2 the queue called <*> is empty'])
  })

  test('a parameter keeps the brackets that all its values stand in, even where one is empty', () => {
    const names = ['(alpha)', '(beta)', '(gamma)', '(delta)', '()'].map((name) => `connection from ada ${name} was closed`)
    expect(templates(names)).toEqual(['5 connection from ada (<*>) was closed'])
  })

  test('a list of varying length is one parameter, one of fixed length its items', () => {
    const peers = ['10.0.0.1', '10.0.0.1, 10.0.0.2', '10.0.0.1, 10.0.0.2, 10.0.0.3'].map((list) => `copied to ${list} at once`)
    expect(templates(peers)).toEqual(['3 copied to <ip> at once'])
    expect(templates(['drew box 1, 2, 3, 4', 'drew box 5, 6, 7, 8'])).toEqual([
      '2 drew box <number>, <number>, <number>, <number>',
    ])
    expect(templates(['status 1', 'status 1, 2'])).toHaveLength(2)
  })

  test('spaces in a row are one in the text of a template', () => {
    expect(templates(['speed   is  7', 'speed   is  8'])).toEqual(['2 speed is <number>'])
  })

  test('a word with a digit is a name while every record holds it, and a value from the first that does not', () => {
    const lines = (words: readonly string[]) => words.map((word, at) => `link ${word} met peer${at % 3} over ssh2`)
    expect(templates(lines(['eth0', 'eth0', 'eth0']))).toEqual(['3 link eth0 met <id> over ssh2'])
    expect(templates(lines(['eth0', 'eth0', 'eth1']))).toEqual(['3 link <id> met <id> over ssh2'])
    expect(templates(['ends with tty1', 'ends with tty11'])).toEqual(['2 ends with <id>'])
    expect(templates(['stored as part_1', 'stored as part_1'])).toEqual(['2 stored as <id>'])
    expect(templates(['cache of L2 is full', 'node n12 is gone', 'slot p12 is gone'])).toContain('1 cache of L2 is full')
    expect(templates(['user ada is on eth0 now', 'user ada is on eth0 now', 'user grace is on eth1 now'])).toEqual([
      '3 user <*> is on <*> now',
    ])
    expect(templates(['slot p12 is gone'])).toEqual(['1 slot <id> is gone'])
  })

  test('keeps records of different severity apart', () => {
    const line = (status: number) => `10.0.0.1 - - [04/Mar/2026:05:06:07 +0000] "GET /a HTTP/1.1" ${status} 12 "-" "-"\n`
    const { digest } = mine(line(200).repeat(3) + line(503).repeat(2))
    expect(digest.templates.map(({ severity, count }) => [severity, count])).toEqual([
      ['info', 3],
      ['error', 2],
    ])
  })

  test('samples hold the first and the last record and at most twelve', () => {
    const { digest } = mine(Array.from({ length: 1000 }, (_, at) => `INFO step ${at} done\n`).join(''))
    const lines = digest.templates[0]?.samples.map(({ line }) => line) ?? []
    expect(lines.length).toBeLessThanOrEqual(12)
    expect([lines[0], lines.at(-1)]).toEqual([1, 1000])
    expect(lines).toEqual(lines.toSorted((a, b) => a - b))
  })

  test('never holds more than 20 000 templates, and loses no record to that', () => {
    const word = (seed: number) =>
      Array.from({ length: 6 }, (_, at) => String.fromCharCode(97 + ((seed >> (4 * at)) & 15))).join('')
    const lines = Array.from({ length: 24_000 }, (_, at) => `${word(at * 7919)} ${word(at * 104_729)} happened\n`)
    const { digest } = mine(lines.join(''))
    expect(digest.templates.length).toBeLessThanOrEqual(20_000)
    expect(digest.templates.reduce((sum, { count }) => sum + count, 0)).toBe(24_000)
  })

  test('samples beyond 24 Mi characters are kept without their fields', () => {
    const name = (at: number) => at.toString(26).replaceAll(/\d/g, (digit) => 'qrstuvwxyz'[Number(digit)]!)
    const fields = Object.fromEntries(Array.from({ length: 60 }, (_, at) => [`key${at}`, at]))
    const lines = Array.from(
      { length: 12_000 },
      (_, at) => `${JSON.stringify({ msg: `${name(at * 7919)} was lost`, ...fields })}\n`,
    )
    const { digest } = mine(lines.join(''))
    const kept = digest.templates.flatMap(({ samples }) => samples).toSorted((a, b) => a.line - b.line)
    expect(Object.keys(kept[0]!.fields)).toHaveLength(50)
    expect(kept.at(-1)).toMatchObject({ line: 12_000, fields: {}, body: expect.stringContaining('was lost') })
  })

  test('counts per bucket add up to the histogram, and the histogram to the records', () => {
    const lines = Array.from({ length: 500 }, (_, at) => {
      const time = new Date(Date.parse('2026-03-04T05:00:00Z') + ((at * 7919) % 5000) * 1000).toISOString()
      return `${time} ${at % 7 === 0 ? 'ERROR' : 'INFO'} store: event ${at % 3 === 0 ? 'seen' : 'lost'}\n`
    })
    const { digest } = mine(lines.join(''))
    const sums = digest.histogram.total.map((_, at) => digest.templates.reduce((sum, { buckets }) => sum + (buckets[at] ?? 0), 0))
    expect(sums).toEqual(digest.histogram.total)
    expect(sums.reduce((a, b) => a + b)).toBe(500)
    expect(digest.histogram.total.length).toBeLessThanOrEqual(240)
    expect(digest.histogram.errors.reduce((a, b) => a + b)).toBe(72)
  })

  test('literals of a template stand in order in every record of it', () => {
    const word = fc.constantFrom(
      'user',
      'ada',
      'order',
      'failed',
      'größe',
      '"quoted"',
      'a\\b',
      '/api/x',
      '10.0.0.7',
      '42',
      'k=v',
      'ssh2',
      'ssh3',
      'eth0',
      '<id>',
      '\uffff',
      '(x)',
      "it's",
      '',
    )
    const message = fc.array(word, { minLength: 1, maxLength: 8 }).map((words) => words.join(' '))
    const line = fc
      .tuple(fc.constantFrom('text', 'json', 'colour', 'docker', 'plain', 'escaped'), message)
      .map(([kind, text]) => {
        if (kind === 'json') return JSON.stringify({ level: 'error', msg: text, error: `cause ${text}` })
        if (kind === 'escaped')
          return JSON.stringify({ msg: text }).replaceAll(
            /[^\x20-\x7e]/g,
            (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
          )
        if (kind === 'colour')
          return `2026-03-04T05:06:07Z \u001b[31mERROR\u001b[0m a: ${text.replace(' ', ' \u001b[1mbold\u001b[0m ')}`
        if (kind === 'docker')
          return JSON.stringify({ log: `ERROR x: ${text}\n`, stream: 'stderr', time: '2026-03-04T05:06:07Z' })
        return kind === 'plain' ? text : `2026-03-04 05:06:07,890 WARN shop.Store: ${text}`
      })
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 40 }), (lines) => {
        const { records, digest } = mine(lines.join('\n'))
        for (const { text, template } of records) expect(holdsInOrder(text, template?.literals ?? ['missing'])).toBe(true)
        expect(digest.templates.reduce((sum, { count }) => sum + count, 0)).toBe(records.length)
        for (const { text, template } of records) {
          for (const name of template?.text.match(/(?<![\w<])[a-z]+\d(?!\w)/g) ?? []) expect(text).toContain(name)
        }
        for (const { literals } of digest.templates)
          for (const literal of literals) expect(literal.length).toBeGreaterThanOrEqual(3)
      }),
      { numRuns: 300 },
    )
  })
})

describe('literals', () => {
  const pieces = fc.array(fc.constantFrom('alpha', 'beta gamma', 'x: "y"', 'delta-epsilon', 'zeta'), { maxLength: 5 })

  test('commonLiterals() holds for both texts', () => {
    fc.assert(
      fc.property(pieces, pieces, (literals, words) => {
        const text = words.join(' 7 ')
        const common = commonLiterals(literals, text)
        expect(holdsInOrder(text, common)).toBe(true)
        expect(holdsInOrder(literals.join(' 8 '), common)).toBe(true)
      }),
    )
  })

  test('sharedLiterals() takes no piece across the border of two', () => {
    expect(sharedLiterals(['ab cd'], ['ab ', 'cd'])).toEqual([])
    expect(sharedLiterals(['lock held', 'by worker'], ['lock held', 'then released by worker'])).toEqual([
      'lock held',
      'by worker',
    ])
  })
})

test('clusterTexts() gives the same clusters in whatever order the texts come', () => {
  const words = fc.constantFrom('disk', 'queue', 'is', 'full', '<number>', 'of', 'broker', 'lost')
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.array(words, { minLength: 1, maxLength: 4 }).map((all) => all.join(' ')),
        { maxLength: 12 },
      ),
      (masked) => {
        const clusters = (texts: readonly string[]) => {
          const found = clusterTexts(texts.map((text) => ({ masked: text, kind: '', count: 1 })))
          return new Set(
            found.map(({ members }) =>
              JSON.stringify(members.map((at) => masked.indexOf(texts[at] ?? '')).toSorted((x, y) => x - y)),
            ),
          )
        }
        expect(clusters(masked.toReversed())).toEqual(clusters(masked))
      },
    ),
  )
})

test('createGroupHistogram() keeps every count while the scale grows in both directions', () => {
  const timed = fc.tuple(fc.integer({ min: 1e15, max: 1.8e15 }), fc.nat(2))
  fc.assert(
    fc.property(fc.array(timed, { minLength: 1, maxLength: 50 }), fc.nat(49), (records, cut) => {
      const histogram = createGroupHistogram()
      for (const part of [records.slice(0, cut), records.slice(cut)]) {
        const times = Float64Array.from(part, ([time]) => time)
        histogram.add({ times, groups: Int32Array.from(part, ([, group]) => 100 * group) }, part.length, 201)
      }
      const { scale } = histogram
      for (const group of [0, 100, 200]) {
        const expected = Array.from<number>({ length: scale.used() }).fill(0)
        for (const [time, of] of records) {
          if (100 * of === group) expected[Math.floor((time - scale.from()!) / scale.width())]! += 1
        }
        expect(histogram.countsOf([group])).toEqual(expected)
      }
      expect(scale.used()).toBeLessThanOrEqual(240)
    }),
  )
})
