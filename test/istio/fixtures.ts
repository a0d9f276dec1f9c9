import { App, Chart, Testing } from 'cdk8s';
import type { Manifest } from './reading';
import { Enforcement, IssuerChain, IstioMesh, IstioMeshProps, MtlsChecks } from '../../src';

/** The day on which the tests of the mesh take place. */
export const NOW = new Date('2026-06-15T12:00:00Z');
export const EXCEPTION = { reason: 'callers outside the mesh', until: '2026-12-31' };
export const PERMISSIVE = Enforcement.permissive(EXCEPTION);

/** A mesh in the chart `platform` of an app of its own. */
export function istioMesh(props: Partial<IstioMeshProps> = {}): IstioMesh {
  const chart = new Chart(Testing.app(), 'platform');
  MtlsChecks.attach(chart, { now: NOW });
  return new IstioMesh(chart, 'mesh', { certificates: new IssuerChain(chart, 'ca', { trustDomain: 'prod.example.com' }), ...props });
}

/** All objects of the app of a mesh. Throws what synthesis would throw. */
export function synth(mesh: IstioMesh): Manifest[] {
  return App.of(mesh).charts.flatMap(chart => Testing.synth(chart));
}
