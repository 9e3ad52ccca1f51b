import { createHashHistory, createRootRoute, createRoute, createRouter, lazyRouteComponent, Link } from '@tanstack/react-router'
import { parseKnowledgePlace } from './knowledge/knowledge-place.ts'
import { NewCase } from './new-case/new-case.tsx'
import { EmptyState } from './ui/empty-state.tsx'
import { parsePlace } from './workspace/place.ts'

const rootRoute = createRootRoute({ notFoundComponent: NoSuchPage })
const newCaseRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: NewCase })
const knowledgeRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/kb',
  validateSearch: parseKnowledgePlace,
  component: lazyRouteComponent(() => import('./knowledge/knowledge-page.tsx'), 'KnowledgePage'),
})
const settingsRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/settings',
  component: lazyRouteComponent(() => import('./settings/settings-page.tsx'), 'SettingsPage'),
})
const caseRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/c/$id',
  validateSearch: parsePlace,
  component: lazyRouteComponent(() => import('./workspace/case-route.tsx'), 'CaseRoute'),
})

/** Routes live in the fragment, so that what the address says about a case reaches no server log. */
export function createPageRouter() {
  return createRouter({
    routeTree: rootRoute.addChildren([newCaseRoute, knowledgeRoute, settingsRoute, caseRoute]),
    history: createHashHistory(),
  })
}

function NoSuchPage() {
  return (
    <main>
      <EmptyState title="There is no such page">
        <Link to="/" className="text-acc underline">
          Start a new case
        </Link>
      </EmptyState>
    </main>
  )
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createPageRouter>
  }
}
