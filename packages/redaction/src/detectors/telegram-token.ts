import { isDigitCode, isWordCode, matchAt, type Detector } from '../detector.ts'

const TAIL = /:[A-D][\w-]{34,35}(?![\w-])/y

/** Tokens of bots, alone or in the path of a call. */
export const telegramToken: Detector = {
  name: 'Telegram',
  type: 'SECRET',
  source: 'https://core.telegram.org/bots/api#authorizing-your-bot',
  anchors: [':a', ':b', ':c', ':d'],
  find(text, colon) {
    const tail = matchAt(TAIL, text, colon)
    if (tail === undefined) return undefined
    let start = colon
    while (start > 0 && colon - start < 11 && isDigitCode(text.charCodeAt(start - 1))) start--
    const inPath = text.slice(Math.max(0, start - 4), start) === '/bot'
    if (colon - start < 8 || colon - start > 10 || (isWordCode(text.charCodeAt(start - 1)) && !inPath)) return undefined
    return { start, end: colon + tail[0].length }
  },
  samples: {
    found: [
      'use ⟦7319046258:AQ7w8Z9r0T1y2U3i4O5p6aQ7w8Z9r0T1y2U⟧',
      'https://api.telegram.org/bot⟦7319046258:AQ7w8Z9r0T1y2U3i4O5p6aQ7w8Z9r0T1y2U⟧/getMe',
    ],
    left: ['foo:AQ7w8Z9r0T1y2U3i4O5p6aQ7w8Z9r0T1y2U', '12:20:ab', '7319046258:About'],
  },
}
