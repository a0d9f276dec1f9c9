import { loadManifests } from '../src/sources';

/** The baseline of the commands that answer one question: a process that reads the manifests, and no more. */
void loadManifests(process.argv.slice(2));
