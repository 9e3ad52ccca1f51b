/** Arrows of DESIGN §4: apps → services → packages; algorithms import no I/O; no cycles. */
const ALGORITHMS = '^packages/(archives|signals|logs|metrics|traces|config|code|commands|anomaly|evidence|diagnosis|retrieval)/'
module.exports = {
  forbidden: [
    { name: 'no-cycle', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-imports-an-app', severity: 'error', from: { path: '^(packages|services)/' }, to: { path: '^apps/' } },
    { name: 'packages-import-no-service', severity: 'error', from: { path: '^packages/' }, to: { path: '^services/' } },
    {
      name: 'services-talk-through-contracts',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^services/', pathNot: '^services/$1/' },
    },
    {
      name: 'algorithms-do-no-io',
      severity: 'error',
      from: { path: ALGORITHMS, pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          '^packages/(rpc|platform|storage|security)/',
          'node_modules/(fastify|undici|libsql|react|@langchain)/',
          '^(node:)?(http|https|net|fs|child_process|worker_threads)$',
        ],
      },
    },
    {
      name: 'contracts-import-zod-only',
      severity: 'error',
      from: { path: '^packages/contracts/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^packages/contracts/', 'node_modules/zod/'] },
    },
    {
      name: 'web-imports-no-server-code',
      severity: 'error',
      from: { path: '^apps/web/' },
      to: { path: ['^services/', '^packages/(rpc|platform|storage|security|logs|diagnosis)/'] },
    },
    {
      name: 'no-deep-imports',
      severity: 'error',
      from: { path: '^(packages|services|apps)/([^/]+)/' },
      to: { path: '^(packages|services)/([^/]+)/src/', pathNot: ['^$1/$2/', '/src/index\\.ts$', '/src/[a-z-]+/index\\.ts$'] },
    },
    { name: 'nothing-imports-the-lab', severity: 'error', from: { path: '^(packages|services|apps)/' }, to: { path: '^lab/' } },
    {
      name: 'lab-measures-from-outside',
      severity: 'error',
      from: { path: '^lab/' },
      to: { path: '^(packages|services|apps|bench)/' },
    },
    { name: 'no-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: ['/dist/', '/testdata/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'types', 'node', 'default'] },
  },
}
