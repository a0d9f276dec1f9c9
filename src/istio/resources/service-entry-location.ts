/** Whether servers are part of the mesh. */
export enum ServiceEntryLocation {
  /** They are not: connections to them are never mutual TLS by themselves. */
  MESH_EXTERNAL = 'MESH_EXTERNAL',
  /** They are: a server with a proxy or a service account is reached with mutual TLS. */
  MESH_INTERNAL = 'MESH_INTERNAL',
}
