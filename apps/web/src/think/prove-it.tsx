import { api, type Claim } from '@faultmaven/contracts'
import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { RotateCw } from 'lucide-react'
import { call } from '../api/call.ts'
import { visibleText } from '@faultmaven/report'
import { Button } from '../ui/button.tsx'
import { proofText } from './proof-text.ts'

/** Recomputes a claim from the evidence in front of the user, and says what came out. */
export function ProveIt({ claim }: { readonly claim: Claim }) {
  const { id: caseId } = useParams({ from: '/c/$id' })
  const proof = useMutation({
    mutationFn: async () => {
      const begun = performance.now()
      const { id, text, predicate } = claim
      const { results } = await call(api.operations.verifyClaims, { caseId, claims: [{ id, text, predicate }] })
      return proofText(claim, results[0], performance.now() - begun)
    },
  })
  return (
    <span className="inline-flex flex-wrap items-center gap-2">
      <Button
        look="quiet"
        disabled={proof.isPending}
        onClick={() => proof.mutate()}
        aria-label={`Prove it: ${visibleText(claim.text)}`}
      >
        <RotateCw size={13} aria-hidden />
        Prove it
      </Button>
      <output className={`text-xs ${proof.data?.holds === false || proof.isError ? 'text-err' : 'text-mut'}`}>
        {proof.isPending && 'reading the evidence again…'}
        {proof.data && visibleText(proof.data.text)}
        {proof.error && visibleText(proof.error.message)}
      </output>
    </span>
  )
}
