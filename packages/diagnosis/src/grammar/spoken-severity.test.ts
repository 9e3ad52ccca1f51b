import { expect, test } from 'vitest'
import { spokenSeverity } from './spoken-severity.ts'

test.each([
  ['error: failed to push some refs', 'error'],
  ['fatal: Unable to create the lock: File exists.', 'error'],
  ['npm error code ETARGET', 'error'],
  ['npm ERR! missing script: build', 'error'],
  ['make: error: no rule', 'error'],
  ['(*system*report) ERROR (Syntax error, this crontab file will be ignored)', 'error'],
  ['SyntaxError: unexpected end of input', 'error'],
  ['java.io.IOException: stream closed', 'error'],
  ['ld: warning: directory not found', 'warn'],
  ['no error: all is well', undefined],
  ['Error handling was rewritten', undefined],
  ['errors: 0', undefined],
  ['removed 3 files', undefined],
])('%s is of level %s', (text, severity) => expect(spokenSeverity(text)).toBe(severity))
