import { api, type ApiToken } from '@faultmaven/contracts'
import { visibleText } from '@faultmaven/report'
import { useMutation } from '@tanstack/react-query'
import { messageOf } from '../api/api-error.ts'
import { call } from '../api/call.ts'
import { useTokens, useTokensChanged } from '../api/settings.ts'
import { fullTime } from '../format/time.ts'
import { Button } from '../ui/button.tsx'
import { NewToken } from './new-token.tsx'
import { SettingsSection } from './settings-section.tsx'

/** The tokens with which other programs of this user ask the models. */
export function TokenList() {
  const query = useTokens()
  return (
    <SettingsSection
      title="Tokens for other programs"
      about="Clients of OpenAI's API ask the models through this server with one. A token opens /v1/chat/completions, /v1/embeddings and /v1/models, and nothing else."
      query={query}
    >
      {({ tokens }) => (
        <>
          <NewToken />
          {tokens.length === 0 && <p className="mt-2">You have no token.</p>}
          <ul aria-label="Tokens" className="mt-2 flex flex-col gap-1.5">
            {tokens.map((token) => (
              <TokenRow key={token.tokenId} token={token} />
            ))}
          </ul>
        </>
      )}
    </SettingsSection>
  )
}

function TokenRow({ token: { tokenId, name, createdAt, expiresAt } }: { readonly token: ApiToken }) {
  const changed = useTokensChanged()
  const revoke = useMutation({ mutationFn: () => call(api.operations.revokeToken, { tokenId }), onSuccess: changed })
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded border border-line px-2 py-1.5 wrap-anywhere">
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold">{visibleText(name)}</p>
        <p className="text-xs text-mut">
          made {fullTime(createdAt)}, ends {fullTime(expiresAt)}
        </p>
      </div>
      <Button look="danger" disabled={revoke.isPending} onClick={() => revoke.mutate()} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
      {revoke.error && (
        <p role="alert" className="text-err">
          {messageOf(revoke.error)}
        </p>
      )}
    </li>
  )
}
