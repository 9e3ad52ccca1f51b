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

applyTheme()
// The router reads the address when it is made, so the one-time link is taken out of it before.
const linkError = await redeemLink()
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
