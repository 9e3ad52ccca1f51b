import { expect, test } from 'vitest'
import { collectScript } from './collect-script.ts'

const need = (text: string, command?: string) => ({
  id: 'n',
  text,
  why: 'it decides',
  hypothesisIds: [],
  ...(command === undefined ? {} : { command }),
})

test('every need with a command is gathered into a file, with variables for what the reader must fill in', () => {
  const script = collectScript([need('Events', 'kubectl describe pod <pod>'), need('Nothing to run'), need('Load', 'uptime')])
  expect(script?.split('\n')).toEqual(
    expect.arrayContaining(['POD=""  # pod', '# Events: it decides', '{ kubectl describe pod "$POD"; } > "$out/1.txt" 2>&1']),
  )
  expect(script).toContain('{ uptime; } > "$out/2.txt" 2>&1')
  expect(collectScript([need('Nothing to run')])).toBeUndefined()
})

test.each(['\n', '\r', '\r\n', '\u2028', '\u0085', '\0'])(
  'a name from the evidence with %j in it stays in its comment',
  (newline) => {
    const script = collectScript([need(`Does x${newline}touch /tmp/planted${newline}# exist?`, 'uptime')])
    const lines = script?.split(/\r\n|[\n\r\u0085\u2028\u2029\0]/) ?? []
    expect(lines.filter((line) => line.includes('planted'))).toEqual(['# Does x touch /tmp/planted # exist?: it decides'])
  },
)
