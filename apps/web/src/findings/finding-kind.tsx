import type { Finding } from '@faultmaven/contracts'
import { Activity, Bot, CircleAlert, FileQuestionMark, Heart, PencilLine, Scale, TrendingUp, VolumeX } from 'lucide-react'

const KINDS = {
  fault: { icon: CircleAlert, word: 'fault', ink: 'text-err' },
  state: { icon: Scale, word: 'state', ink: 'text-err' },
  reference: { icon: FileQuestionMark, word: 'missing reference', ink: 'text-err' },
  change: { icon: PencilLine, word: 'change', ink: 'text-warn' },
  burst: { icon: TrendingUp, word: 'burst', ink: 'text-warn' },
  silence: { icon: VolumeX, word: 'silence', ink: 'text-warn' },
  series: { icon: Activity, word: 'metric', ink: 'text-warn' },
  instruction: { icon: Bot, word: 'instruction to a model, ignored', ink: 'text-mut' },
  healthy: { icon: Heart, word: 'works', ink: 'text-ok' },
} as const

/** What sort of finding it is, by mark and word. */
export function FindingKind({ kind }: { readonly kind: Finding['kind'] }) {
  const { icon: Icon, word, ink } = KINDS[kind]
  return (
    <span className={`inline-flex items-center gap-1 text-xs whitespace-nowrap ${ink}`}>
      <Icon size={12} aria-hidden />
      {word}
    </span>
  )
}
