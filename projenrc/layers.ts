/**
 * The folders of `src`, each with the folders that it may import from. What is
 * not listed is refused by the linter, so that dependencies point one way.
 */
const LAYERS: Record<string, string[]> = {
  core: [],
  imports: [],
  analysis: ['core'],
  checks: ['core', 'analysis'],
  kubernetes: ['core', 'checks'],
  pki: ['core', 'checks', 'imports', 'kubernetes'],
  mesh: ['core', 'checks', 'kubernetes'],
  istio: ['core', 'checks', 'imports', 'kubernetes', 'pki', 'mesh'],
  sources: ['core', 'analysis'],
  gates: ['core', 'analysis'],
  plan: ['core', 'analysis', 'gates'],
  telemetry: ['core', 'gates'],
  report: ['core', 'analysis', 'gates', 'plan'],
  inspection: ['core', 'analysis', 'sources'],
  cli: ['core', 'analysis', 'inspection', 'report', 'gates', 'plan', 'telemetry'],
  plugin: ['core', 'analysis', 'checks', 'inspection', 'report'],
};

/** ESLint rules that enforce the layers. */
export function layerRules(): Record<string, any> {
  const zones = Object.entries(LAYERS).map(([layer, allowed]) => ({
    target: `./src/${layer}`,
    from: './src',
    except: [layer, ...allowed].map(name => `./${name}`),
    message: `src/${layer} may import from: ${allowed.join(', ') || 'nothing'} (projenrc/layers.ts).`,
  }));
  return {
    'import/no-restricted-paths': ['error', { zones }],
    'import/no-cycle': ['error', { maxDepth: 10 }],
  };
}
