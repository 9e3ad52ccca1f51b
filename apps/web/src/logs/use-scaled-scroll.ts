import { type RefObject, useEffectEvent, useLayoutEffect, useRef, useState } from 'react'
import { type Scale, scaleOf, scrollTopOf, topAfterScroll, topToShow } from './scaled-scroll.ts'

type Options = {
  readonly rows: number
  /** Selected line, from 1. */
  readonly line: number | undefined
  /** Changes whenever the line is to be centred. */
  readonly jump: number
}
type ScaledScroll = {
  readonly box: RefObject<HTMLDivElement | null>
  readonly scale: Scale
  /** Document offset of the viewport. */
  readonly top: number
  readonly onScroll: () => void
}

/** The part of a long document that is in view; follows the scroll position, and the selected line. */
export function useScaledScroll({ rows, line, jump }: Options): ScaledScroll {
  const box = useRef<HTMLDivElement>(null)
  const [viewport, setViewport] = useState(0)
  const [top, setTop] = useState(0)
  const now = useRef({ top: 0, scrollTop: 0, frame: 0, jump: -1, centred: 0 })
  const scale = scaleOf(rows, viewport)

  const onScroll = () => {
    const state = now.current
    const to = box.current?.scrollTop ?? 0
    if (to === state.scrollTop) return
    state.centred = 0
    state.top = topAfterScroll(scale, { top: state.top, from: state.scrollTop, to })
    state.scrollTop = to
    state.frame ||= requestAnimationFrame(() => {
      state.frame = 0
      setTop(state.top)
    })
  }

  const show = useEffectEvent((shown: Scale, row: number | undefined, asked: number) => {
    const state = now.current
    if (row === undefined || shown.rows === 0 || shown.viewport === 0 || !box.current) return
    // A line that was centred stays so while the viewport takes its final size.
    const how = state.jump !== asked || state.centred === row ? 'centre' : 'nearest'
    const wanted = topToShow(shown, row - 1, state.top, how)
    state.jump = asked
    state.centred = how === 'centre' ? row : 0
    if (wanted === state.top) return
    state.top = wanted
    box.current.scrollTop = scrollTopOf(shown, wanted)
    // What the browser made of it, so that the scroll event that follows is no move.
    state.scrollTop = box.current.scrollTop
    setTop(wanted)
  })
  const measure = useEffectEvent(() => {
    // At most the window's height: a missing style must never draw a million rows.
    if (box.current) setViewport(Math.min(innerHeight, box.current.clientHeight))
  })
  useLayoutEffect(() => {
    const observer = new ResizeObserver(() => measure())
    measure()
    if (box.current) observer.observe(box.current)
    return () => observer.disconnect()
  }, [])
  useLayoutEffect(() => show(scaleOf(rows, viewport), line, jump), [line, jump, rows, viewport])
  return { box, scale, top, onScroll }
}
