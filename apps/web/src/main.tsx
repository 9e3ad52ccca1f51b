import './app.css'
import { CSPProvider } from '@base-ui/react/csp-provider'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { createQueryClient } from './api/queries.ts'
import { UploadsProvider } from './compose/uploads.tsx'
import { createPageRouter } from './router.tsx'
import { redeemLink } from './session/redeem-link.ts'
import { SessionGate } from './session/session-gate.tsx'
import { applyTheme } from './ui/theme-toggle.tsx'

const FONT_WAIT_MS = 500

function loadFonts(): Promise<unknown> {
  const faces = ['13px "Inter Variable"', '600 13px "Inter Variable"', '12px "JetBrains Mono Variable"']
  return Promise.all(faces.map((face) => document.fonts.load(face)))
}

applyTheme()
// The router reads the address when it is made, so the one-time link is taken out of it before.
const linkError = await redeemLink()
// With its fonts there from the start, no text moves when they arrive.
await Promise.race([loadFonts(), new Promise((resolve) => setTimeout(resolve, FONT_WAIT_MS))])
const root = document.getElementById('root')
if (!root) throw new TypeError('index.html has no element "root"')
createRoot(root).render(
  <StrictMode>
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={createQueryClient()}>
        <SessionGate linkError={linkError}>
          <UploadsProvider>
            <RouterProvider router={createPageRouter()} />
          </UploadsProvider>
        </SessionGate>
      </QueryClientProvider>
    </CSPProvider>
  </StrictMode>,
)
