import { ShieldCheck } from 'lucide-react'

/** Which border holds for the data of this page. */
export function StaysHere() {
  return (
    <span
      className="inline-flex items-center gap-1 whitespace-nowrap text-ok"
      title="Uploads go to your own FaultMaven server, sealed under a key of the case"
    >
      <ShieldCheck size={14} aria-hidden />
      stays on your server
    </span>
  )
}
