import { describe, expect, test } from 'vitest'
import { splitPastedText } from './pasted-text.ts'

describe('splitPastedText()', () => {
  test('takes log lines and what belongs to them out of a question', () => {
    const log = [
      '2026-03-12T10:00:01Z ERROR pool: timed out after 30 s',
      'java.sql.SQLTransientConnectionException: no connection',
      '\tat com.example.Pool.get(Pool.java:40)',
      'Caused by: java.net.ConnectException: refused',
      '2026-03-12T10:00:02Z INFO retrying',
    ]
    const { prose, pasted } = splitPastedText(`Why does checkout fail?\n${log.join('\n')}\nIt began today.`)
    expect(prose).toBe('Why does checkout fail?\nIt began today.')
    expect(pasted).toBe(`${log.join('\n')}\n`)
  })

  test('takes a fenced block whole, whatever it holds', () => {
    const { prose, pasted } = splitPastedText('What is wrong here?\n```yaml\nreplicas: 0\nimage: web\n```\nThanks')
    expect(prose).toBe('What is wrong here?\n\n\nThanks')
    expect(pasted).toBe('replicas: 0\nimage: web\n')
  })

  test.each([
    'Why do we see "2026-03-12T10:00:01Z ERROR pool: timed out" so often?',
    'ERROR: what does this line mean?',
    'Since 10:00 the shop is slow.\nWhat happened?\nWas it the deployment?',
    '',
  ])('leaves prose and a single quoted line alone: %j', (text) => {
    expect(splitPastedText(text)).toEqual({ prose: text, pasted: '' })
  })
})
